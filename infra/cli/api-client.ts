import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { CommandFailure } from './command-failure.ts';
import { refusalOf } from './refusal.ts';

/** A call of the API. */
export interface ApiCall<Body> {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Of `apiPath`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** The version that is to be changed. */
  readonly ifMatch?: number;
  /** What is read of the answer; others of its fields are let be, for the API may be newer. */
  readonly reply: z.ZodType<Body>;
  /** `public`: goes out without a token where there is none. */
  readonly access?: 'public' | 'session';
  /** A status beside 2xx that comes with the same body; a problem with that status is still one. */
  readonly alsoAnswers?: number;
}

export interface ApiReply<Body> {
  readonly body: Body;
  /** The answer as it came. */
  readonly json: unknown;
  /** Of its ETag. */
  readonly version: number | undefined;
}

export interface ApiClient {
  readonly address: string;
  /** @throws CommandFailure for every answer but 2xx, and where there is none */
  call<Body>(call: ApiCall<Body>): Promise<ApiReply<Body>>;
}

export interface ApiClientOptions {
  /** Of `apiAddress`. */
  readonly address: string;
  readonly token: string | undefined;
  readonly timeoutMs?: number;
}

/** API Gateway gives up after this long itself. */
const TIMEOUT_MS = 30_000;

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return '';
  if (error.name === 'TimeoutError') return 'no answer in time';
  if (error.cause instanceof Error && error.cause !== error) return codeOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
};

const unreachable = (address: string, error: unknown): CommandFailure =>
  new CommandFailure(
    'unavailable',
    'UNREACHABLE',
    `${address} cannot be reached (${codeOf(error)}): is it running (npm start), or is --api another one?`,
    { cause: error },
  );

const versionOf = (headers: Headers): number | undefined => {
  const found = /^"(\d{1,15})"$/.exec(headers.get('etag') ?? '');
  return found === null ? undefined : Number(found[1]);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const odd = (address: string, path: string, what: string): CommandFailure =>
  new CommandFailure(
    'unavailable',
    'ODD_ANSWER',
    `${address}${path} ${what}: is this the address of Alpha Panda's API, of this version?`,
  );

/** Speaks to one API with one login. */
export const apiClient = ({ address, token, timeoutMs = TIMEOUT_MS }: ApiClientOptions): ApiClient => {
  const send = async ({ method, path, query = {}, body, ifMatch }: ApiCall<unknown>) => {
    const url = new URL(`${address}${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, value);
    try {
      const response = await fetch(url, {
        method,
        // A redirect would be followed with the token, or without the body.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          accept: 'application/json',
          'x-correlation-id': randomUUID(),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { response, text: await response.text() };
    } catch (error) {
      throw unreachable(address, error);
    }
  };

  return {
    address,
    async call(call) {
      if (call.access !== 'public' && token === undefined) {
        throw new CommandFailure(
          'notLoggedIn',
          'NOT_LOGGED_IN',
          `not logged in at ${address}: npm run cli -- login`,
        );
      }
      const { response, text } = await send(call);
      const json = parsed(text);
      if (response.status >= 300 && response.status < 400)
        throw odd(address, call.path, `sends elsewhere (${response.status})`);
      const result = call.reply.safeParse(json);
      const isAnswer = response.ok || (response.status === call.alsoAnswers && result.success);
      if (!isAnswer) throw refusalOf(response.status, json, response.headers);
      if (json === undefined) throw odd(address, call.path, 'did not answer with JSON');
      if (!result.success) {
        const [issue] = result.error.issues;
        throw odd(
          address,
          call.path,
          `answered without a proper ${issue?.path.map(String).join('.') || 'body'}`,
        );
      }
      return { body: result.data, json, version: versionOf(response.headers) };
    },
  };
};
