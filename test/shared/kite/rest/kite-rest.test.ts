import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { KiteError } from '../../../../shared/kite/rest/kite-error.ts';
import { type KiteRest, kiteRest } from '../../../../shared/kite/rest/kite-rest.ts';

const API_KEY = 'canary-key-4c1d';
const ACCESS_TOKEN = 'canary-token-7f3b';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Started {
  readonly kite: KiteRest;
  readonly requests: IncomingMessage[];
  readonly paced: string[];
}

/** A client of a server on loopback that answers as it is told. */
const answering = async (listener: RequestListener, timeoutMs = 5_000): Promise<Started> => {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const paced: string[] = [];
  const kite = kiteRest({
    apiUrl: `http://127.0.0.1:${port}`,
    credentials: async () => ({ apiKey: API_KEY, accessToken: ACCESS_TOKEN }),
    pace: async (family) => {
      paced.push(family);
    },
    timeoutMs,
  });
  return { kite, requests, paced };
};

const sends =
  (status: number, type: string, body: string | Buffer, headers = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(body);
  };

const json = (status: number, body: unknown): RequestListener =>
  sends(status, 'application/json', JSON.stringify(body));

const success = (data: unknown): RequestListener => json(200, { status: 'success', data });

const refuses = (status: number, error_type: string, message: string): RequestListener =>
  json(status, { status: 'error', message, data: null, error_type });

const HTML = '<html><head><title>502 Bad Gateway</title></head></html>';

const REQUEST = {
  instrumentToken: 738_561,
  interval: 'minute',
  from: '2026-01-01',
  to: '2026-03-01',
  continuous: false,
  oi: true,
} as const;

const failureOf = async (promise: Promise<unknown>): Promise<KiteError> => {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof KiteError) return thrown;
  throw new Error(`expected a KiteError, not ${inspect(thrown)}`);
};

test('asks for candles with version, key and token, and returns their starts in UTC', async () => {
  const { kite, requests, paced } = await answering(
    success({ candles: [['2026-01-01T09:15:00+0530', 1_284.5, 1_285, 1_284, 1_284.05, 4_321, 0]] }),
  );

  expect(await kite.candles(REQUEST)).toEqual([
    ['2026-01-01T03:45:00.000Z', 1_284.5, 1_285, 1_284, 1_284.05, 4_321, 0],
  ]);

  expect(requests).toHaveLength(1);
  expect(requests[0]?.method).toBe('GET');
  expect(requests[0]?.url).toBe(
    '/instruments/historical/738561/minute?from=2026-01-01+00%3A00%3A00&to=2026-03-01+23%3A59%3A59&continuous=0&oi=1',
  );
  expect(requests[0]?.headers).toMatchObject({
    'x-kite-version': '3',
    authorization: `token ${API_KEY}:${ACCESS_TOKEN}`,
  });
  expect(paced).toEqual(['historical']);
});

test('reads a compressed answer, and fails if the connection is cut in its middle', async () => {
  const body = JSON.stringify({ status: 'success', data: { candles: [] } });
  const { kite } = await answering(
    sends(200, 'application/json', gzipSync(body), { 'content-encoding': 'gzip' }),
  );
  const cut = await answering((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000000' });
    response.write(body, () => response.destroy());
  });

  expect(await kite.candles(REQUEST)).toEqual([]);
  expect(await failureOf(cut.kite.candles(REQUEST))).toMatchObject({
    code: 'KITE_UNREACHABLE',
    retryClass: 'retry_later',
  });
});

describe('an answer of', () => {
  test.each<
    [
      what: string,
      RequestListener,
      { code: string; retryClass: string; status?: number; errorType?: string; message?: string },
    ]
  >([
    [
      'a dead token',
      refuses(403, 'TokenException', 'Incorrect `api_key` or `access_token`.'),
      {
        code: 'KITE_REFUSED',
        retryClass: 'login_again',
        status: 403,
        errorType: 'TokenException',
        message: 'Kite answered 403 TokenException: Incorrect `api_key` or `access_token`.',
      },
    ],
    [
      'a plan without data',
      refuses(403, 'PermissionException', 'Insufficient permission for that call.'),
      { code: 'KITE_REFUSED', retryClass: 'never', status: 403, errorType: 'PermissionException' },
    ],
    [
      'a range that is too long',
      refuses(400, 'InputException', 'interval exceeds max limit: 60 days'),
      {
        code: 'KITE_REFUSED',
        retryClass: 'never',
        status: 400,
        message: 'Kite answered 400 InputException: interval exceeds max limit: 60 days',
      },
    ],
    [
      'a holding without authorization',
      refuses(428, 'HoldingException', '10 quantity needs authorisation at depository.'),
      { code: 'KITE_REFUSED', retryClass: 'never', status: 428 },
    ],
    [
      'too many requests',
      refuses(429, 'NetworkException', 'Too many requests'),
      { code: 'KITE_REFUSED', retryClass: 'retry_later', status: 429 },
    ],
    [
      'an unknown kind of error',
      refuses(410, 'SomethingNew', ''),
      { code: 'KITE_REFUSED', retryClass: 'never', errorType: 'SomethingNew' },
    ],
    [
      'a down order system',
      refuses(502, 'NetworkException', 'OMS is down'),
      { code: 'KITE_REFUSED', retryClass: 'retry_later', status: 502 },
    ],
    ['502 with HTML', sends(502, 'text/html', HTML), { code: 'KITE_NO_JSON', retryClass: 'retry_later' }],
    [
      '200 with HTML',
      sends(200, 'text/html', HTML),
      {
        code: 'KITE_NO_JSON',
        retryClass: 'retry_later',
        message: 'Kite answered 200 with an HTML page',
      },
    ],
    ['403 with HTML', sends(403, 'text/html', HTML), { code: 'KITE_NO_JSON', retryClass: 'never' }],
    [
      'half a JSON document',
      sends(200, 'application/json', '{"status":"success","data":{"candles":['),
      { code: 'KITE_NO_JSON', retryClass: 'retry_later' },
    ],
    [
      'an odd candle',
      success({ candles: [['2026-01-01T09:15:00+0530', 1, 'NaN', 1, 1, 1]] }),
      {
        code: 'KITE_UNEXPECTED',
        retryClass: 'never',
        message: "Kite's answer has no valid candles.0.2",
      },
    ],
    [
      'a time that is no time',
      success({ candles: [['2026-13-45T09:15:00+0530', 1, 1, 1, 1, 1]] }),
      { code: 'KITE_UNEXPECTED', retryClass: 'never' },
    ],
    [
      'a redirect',
      sends(302, 'text/html', '', { location: 'http://127.0.0.1:9/' }),
      { code: 'KITE_REDIRECTS', retryClass: 'never', status: 302 },
    ],
  ])('%s is an error with its retry class, sent once', async (_what, listener, expected) => {
    const { kite, requests } = await answering(listener);

    expect(await failureOf(kite.candles(REQUEST))).toMatchObject(expected);
    expect(requests).toHaveLength(1);
  });
});

test('an answer that never ends fails after the total time', async () => {
  const { kite } = await answering((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const drip = setInterval(() => response.write(' '), 5);
    response.on('close', () => clearInterval(drip));
  }, 100);

  expect(await failureOf(kite.candles(REQUEST))).toMatchObject({
    code: 'KITE_TIMEOUT',
    retryClass: 'retry_later',
    message: 'Kite did not answer within 100 ms',
  });
});

test('an answer above the limit of bytes is not read to its end', async () => {
  const piece = Buffer.alloc(1_048_576, ' ');
  let written = 0;
  const { kite } = await answering((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const write = () => {
      while (!response.destroyed && written < 512) {
        written += 1;
        if (!response.write(piece)) return;
      }
    };
    response.on('drain', write);
    write();
  });

  expect(await failureOf(kite.candles(REQUEST))).toMatchObject({
    code: 'KITE_TOO_LARGE',
    retryClass: 'never',
  });
  expect(written).toBeLessThan(64);
});

test('a server that does not listen is an error with its code only', async () => {
  const { kite } = await answering(success({}));
  for (const close of closing.splice(0)) await close();

  expect(await failureOf(kite.candles(REQUEST))).toMatchObject({
    code: 'KITE_UNREACHABLE',
    retryClass: 'retry_later',
    message: 'the connection to Kite failed (ECONNREFUSED)',
  });
});

describe('an error has neither key nor token', () => {
  test.each<[what: string, RequestListener]>([
    ['quoted by Kite', refuses(400, ACCESS_TOKEN, `token ${API_KEY}:${ACCESS_TOKEN} is odd`)],
    ['of a page that quotes the request', sends(502, 'text/html', `${HTML}${ACCESS_TOKEN}`)],
    ['of an answer of another shape', success({ candles: [[ACCESS_TOKEN]] })],
    [
      'of a broken connection',
      (_request, response) => {
        response.destroy();
      },
    ],
    ['of a redirect', sends(301, 'text/html', '', { location: `http://127.0.0.1:9/?t=${ACCESS_TOKEN}` })],
  ])('%s', async (_what, listener) => {
    const { kite } = await answering(listener);

    const error = await failureOf(kite.candles(REQUEST));

    const everything = `${inspect(error, { depth: 20, showHidden: true })}${JSON.stringify(error)}${error.stack}`;
    expect(everything).not.toContain(ACCESS_TOKEN);
    expect(everything).not.toContain(API_KEY);
    expect(error.cause).toBeUndefined();
  });
});

test('control characters of a text do not reach a log', async () => {
  const { kite } = await answering(refuses(400, 'InputException', 'one\u001b[2J\ntwo'));

  expect((await failureOf(kite.candles(REQUEST))).message).toBe(
    'Kite answered 400 InputException: one [2J two',
  );
});
