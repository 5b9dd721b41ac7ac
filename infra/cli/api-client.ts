import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { CommandFailure } from './command-failure.ts';
import { refusalOf } from './refusal.ts';

/** A call of the API. */
export interface ApiCall<Body> {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Made by `apiPath`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** Version to change. */
  readonly ifMatch?: number;
  /** Imports the reply schema of the route. Unknown fields are ignored, because the API may be newer. */
  readonly reply: () => Promise<z.ZodType<Body>>;
  /** `public`: needs no token. */
  readonly access?: 'public' | 'session';
  /** A status outside 2xx that returns the same body. A problem with that status is still an error. */
  readonly alsoAnswers?: number;
}

/** The body that a call's reply schema accepts. */
export type BodyOf<Reply extends () => Promise<z.ZodType>> = z.output<Awaited<ReturnType<Reply>>>;

export interface ApiReply<Body> {
  readonly body: Body;
  /** The unparsed response body. */
  readonly json: unknown;
  /** Version in its ETag. */
  readonly version: number | undefined;
}

export interface ApiClient {
  readonly address: string;
  /** @throws CommandFailure for a status outside 2xx, or without a response */
  call<Body>(call: ApiCall<Body>): Promise<ApiReply<Body>>;
}

export interface ApiClientOptions {
  /** Made by `apiAddress`. */
  readonly address: string;
  readonly token: string | undefined;
  readonly timeoutMs?: number;
}

/** The timeout of API Gateway. */
const TIMEOUT_MS = 30_000;

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return '';
  if (error.name === 'TimeoutError') return 'timeout';
  if (error.cause instanceof Error && error.cause !== error) return codeOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
};

const unreachable = (address: string, error: unknown): CommandFailure =>
  new CommandFailure(
    'unavailable',
    'UNREACHABLE',
    `cannot reach ${address} (${codeOf(error)}): start it with npm start, or set --api`,
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

const parseKnownFields = <Body>(schema: z.ZodType<Body>, json: unknown) => {
  const known: unknown = structuredClone(json);
  for (const issue of schema.safeParse(json).error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys') continue;
    const parent = issue.path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), known);
    for (const key of issue.keys) Reflect.deleteProperty(Object(parent), key);
  }
  return schema.safeParse(known);
};

const unexpected = (address: string, path: string, what: string): CommandFailure =>
  new CommandFailure(
    'unavailable',
    'ODD_ANSWER',
    `${address}${path} ${what}: check that this is an Alpha Panda API of the same version`,
  );

/** A client of one API with one session. */
export const apiClient = ({ address, token, timeoutMs = TIMEOUT_MS }: ApiClientOptions): ApiClient => {
  const send = async ({ method, path, query = {}, body, ifMatch }: ApiCall<unknown>) => {
    const url = new URL(`${address}${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, value);
    try {
      const response = await fetch(url, {
        method,
        // A followed redirect would forward the token or drop the body.
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
      if (response.status >= 300 && response.status < 400) {
        throw unexpected(address, call.path, `redirects (${response.status})`);
      }
      const result = parseKnownFields(await call.reply(), json);
      const isAnswer = response.ok || (response.status === call.alsoAnswers && result.success);
      if (!isAnswer) throw refusalOf(response.status, json, response.headers);
      if (json === undefined) throw unexpected(address, call.path, 'did not return JSON');
      if (!result.success) {
        const [issue] = result.error.issues;
        throw unexpected(
          address,
          call.path,
          `returned an invalid ${issue?.path.map(String).join('.') || 'body'}`,
        );
      }
      return { body: result.data, json, version: versionOf(response.headers) };
    },
  };
};
