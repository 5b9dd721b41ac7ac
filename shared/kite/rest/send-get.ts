import * as z from 'zod';
import { KiteError, noAnswer, notFromKite, refusedByKite, unexpectedAnswer } from './kite-error.ts';

/** Key and token that identify a request. */
export interface RequestCredentials {
  readonly apiKey: string;
  readonly accessToken: string;
}

/** One GET request. It is sent once: a caller that wants a retry decides so by the error's `retryClass`. */
export interface GetRequest {
  /** Base address, such as `https://api.kite.trade`. */
  readonly apiUrl: string;
  readonly path: string;
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly credentials: RequestCredentials;
  /** Until the last byte. */
  readonly timeoutMs: number;
  /** Of the response, decompressed. */
  readonly maxBytes: number;
}

const answerOfKite = z.object({ status: z.literal('success'), data: z.unknown() });
const refusal = z.object({
  status: z.literal('error'),
  error_type: z.string(),
  message: z
    .string()
    .nullish()
    .transform((text) => text ?? ''),
});

const urlOf = ({ apiUrl, path, query = [] }: GetRequest): URL => {
  const url = new URL(path, apiUrl);
  for (const [name, value] of query) url.searchParams.append(name, value);
  return url;
};

const secretsOf = ({ apiKey, accessToken }: RequestCredentials): readonly string[] => [accessToken, apiKey];

const mediaTypeOf = (response: Response): string =>
  (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

const open = (request: GetRequest): Promise<Response> =>
  fetch(urlOf(request), {
    // A followed redirect would forward the token.
    redirect: 'manual',
    signal: AbortSignal.timeout(request.timeoutMs),
    headers: {
      'x-kite-version': '3',
      authorization: `token ${request.credentials.apiKey}:${request.credentials.accessToken}`,
    },
  });

/** The body in pieces. @throws KiteError `KITE_TOO_LARGE`, and errors of the connection */
async function* limited(response: Response, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) {
      throw new KiteError('KITE_TOO_LARGE', `Kite's answer has more than ${maxBytes} bytes`, {
        retryClass: 'never',
        status: response.status,
      });
    }
    yield piece;
  }
}

const readText = async (response: Response, maxBytes: number): Promise<string> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of limited(response, maxBytes)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const whatIs = (mediaType: string): string =>
  mediaType === 'text/html' ? 'an HTML page' : mediaType === '' ? 'no content type' : 'no JSON';

/** @throws KiteError */
const failOf = (response: Response, text: string, request: GetRequest): KiteError => {
  const { status } = response;
  if (status >= 300 && status < 400) {
    return new KiteError('KITE_REDIRECTS', `Kite answered ${status}, a redirect, which is not followed`, {
      retryClass: 'never',
      status,
    });
  }
  const refused = refusal.safeParse(parseJson(text));
  if (refused.success) return refusedByKite(status, refused.data, secretsOf(request.credentials));
  return notFromKite(status, whatIs(mediaTypeOf(response)));
};

/**
 * Sends a GET request and returns the `data` of Kite's answer.
 * @throws KiteError with nothing of the request
 */
export const getJson = async <Data>(request: GetRequest, schema: z.ZodType<Data>): Promise<Data> => {
  try {
    const response = await open(request);
    const text = await readText(response, request.maxBytes);
    const answer = answerOfKite.safeParse(parseJson(text));
    if (response.status !== 200 || !answer.success) throw failOf(response, text, request);
    const { data, error } = schema.safeParse(answer.data.data);
    if (error === undefined) return data;
    throw unexpectedAnswer(response.status, error.issues[0]?.path.map(String).join('.') || 'data');
  } catch (thrown) {
    throw noAnswer(thrown, request.timeoutMs);
  }
};
