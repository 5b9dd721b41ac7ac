import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TransientError } from '../../../shared/errors.ts';
import type { KiteCredentials } from '../../../shared/ports/kite-login.ts';
import type { OpenFile } from '../ports.ts';
import { textOf } from './text-of.ts';

interface FetchOptions {
  /** `KITE_API_URL`. */
  readonly apiUrl: string;
  /** Undefined where no user is logged in. */
  readonly token: () => Promise<KiteCredentials | undefined>;
  /** Of the whole download. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 40_000;
/** As it comes, compressed. */
const MAX_BYTES = 33_554_432;
const OK = 200;
/** Kite's answer where a token is missing, invalid or expired. */
const FORBIDDEN = 403;

/** The message of a failed request has its address; the token is in a header, which no message has. */
const failed = (problem: string): TransientError =>
  new TransientError('FETCH_FAILED', `Kite's instruments file: ${problem}: it is fetched again`);

/** Sends one request. Redirects are not followed: the token goes to Kite only. */
const send = (url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
    start(url, { headers, signal }, resolve)
      .once('error', (error) =>
        reject(failed(error.name === 'AbortError' ? 'no answer in time' : error.message)),
      )
      .end();
  });

async function* bytesOf(response: IncomingMessage): AsyncIterable<Uint8Array> {
  let size = 0;
  try {
    for await (const piece of response) {
      size += piece.length;
      if (size > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`);
      yield piece;
    }
  } catch (thrown) {
    throw failed(thrown instanceof Error ? thrown.message : 'the connection broke');
  } finally {
    response.destroy();
  }
}

/**
 * Opens `GET /instruments` with the user's token, or without it before a login and after Kite refused it: whether the route
 * needs a token is not documented.
 * @throws TransientError `FETCH_FAILED`, also while the text is read
 */
export const kiteInstrumentsFile = ({ apiUrl, token, timeoutMs = TIMEOUT_MS }: FetchOptions): OpenFile => {
  const url = new URL('/instruments', apiUrl);
  const open = async (known: KiteCredentials | undefined, signal: AbortSignal): Promise<IncomingMessage> =>
    send(
      url,
      {
        'accept-encoding': 'gzip',
        'x-kite-version': '3',
        ...(known !== undefined && { authorization: `token ${known.apiKey}:${known.accessToken}` }),
      },
      signal,
    );

  return async () => {
    const signal = AbortSignal.timeout(timeoutMs);
    const known = await token();
    let response = await open(known, signal);
    if (response.statusCode === FORBIDDEN && known !== undefined) {
      response.destroy();
      response = await open(undefined, signal);
    }
    if (response.statusCode !== OK) {
      response.destroy();
      const remedy = response.statusCode === FORBIDDEN ? '; log in: npm run cli -- login' : '';
      throw failed(`status ${response.statusCode}${remedy}`);
    }
    return textOf(bytesOf(response));
  };
};
