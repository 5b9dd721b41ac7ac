import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { kiteInstrumentsFile } from '../../../../functions/instruments/adapters/fetch-file.ts';
import { INFY, kiteFile } from '../../../support/kite-file.ts';

const FILE = kiteFile([INFY]);
const TOKEN = { apiKey: 'key', accessToken: 'sesame-token' };

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const kite = async (answer: RequestListener): Promise<{ apiUrl: string; seen: IncomingMessage[] }> => {
  const seen: IncomingMessage[] = [];
  server = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
};
const fetched = async (apiUrl: string, token?: typeof TOKEN, timeoutMs = 5_000): Promise<string> => {
  let text = '';
  for await (const piece of await kiteInstrumentsFile({ apiUrl, token: async () => token, timeoutMs })())
    text += piece;
  return text;
};

describe("fetching Kite's instruments file", () => {
  it('returns the text of a gzipped answer, and sends the token of the user', async () => {
    const { apiUrl, seen } = await kite((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/csv', 'content-encoding': 'gzip' }).end(gzipSync(FILE));
    });

    expect(await fetched(apiUrl, TOKEN)).toBe(FILE);
    expect(seen).toMatchObject([
      { url: '/instruments', headers: { authorization: 'token key:sesame-token', 'x-kite-version': '3' } },
    ]);
  });

  it('returns an answer that is not compressed, without a token where no user is logged in', async () => {
    const { apiUrl, seen } = await kite((_request, response) => response.end(FILE));

    expect(await fetched(apiUrl)).toBe(FILE);
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
  });

  it('tries without the token that Kite refuses', async () => {
    const { apiUrl, seen } = await kite(({ headers }, response) =>
      headers.authorization === undefined ? response.end(FILE) : response.writeHead(403).end('{}'),
    );

    expect(await fetched(apiUrl, TOKEN)).toBe(FILE);
    expect(seen).toHaveLength(2);
  });

  it.each([
    [403, /status 403; log in: npm run cli -- login: it is fetched again/],
    [429, /status 429: it is fetched again/],
    [502, /status 502/],
    [302, /status 302/],
  ])('reports status %i as a failure that may pass', async (status, message) => {
    const { apiUrl, seen } = await kite((_request, response) =>
      response.writeHead(status, { location: 'http://127.0.0.1:9/' }).end('<html>sesame-token</html>'),
    );

    const failure = await fetched(apiUrl).catch((thrown: unknown) => thrown);

    expect(failure).toMatchObject({
      code: 'FETCH_FAILED',
      retry: 'retry',
      message: expect.stringMatching(message),
    });
    expect(String(failure)).not.toContain('sesame');
    expect(seen).toHaveLength(1);
  });

  it('reports an answer that is shorter than it says', async () => {
    const { apiUrl } = await kite((_request, response) => {
      response.writeHead(200, { 'content-length': 5_000 }).write(FILE);
      setImmediate(() => response.destroy());
    });

    await expect(fetched(apiUrl, TOKEN)).rejects.toMatchObject({ code: 'FETCH_FAILED' });
  });

  it('reports a gzip that ends early in an answer of the right length', async () => {
    const { apiUrl } = await kite((_request, response) => response.end(gzipSync(FILE).subarray(0, 60)));

    await expect(fetched(apiUrl)).rejects.toMatchObject({ code: 'CUT_FILE' });
  });

  it('ends an answer that does not end', async () => {
    const { apiUrl } = await kite((_request, response) => {
      response.write(FILE);
    });

    await expect(fetched(apiUrl, TOKEN, 100)).rejects.toMatchObject({ code: 'FETCH_FAILED' });
  });

  it('reports a server that does not answer', async () => {
    const { apiUrl } = await kite(() => {});

    await expect(fetched(apiUrl, TOKEN, 100)).rejects.toMatchObject({
      message: expect.stringContaining('no answer in time'),
    });
  });

  it('reports an address where nothing listens', async () => {
    await expect(fetched('http://127.0.0.1:9', TOKEN)).rejects.toMatchObject({ code: 'FETCH_FAILED' });
  });
});
