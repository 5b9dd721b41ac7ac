import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_APP, DEMO_TOKENS } from '../../../../localstack/engines/kite/accounts.ts';
import { type KiteUnderTest, kiteUnderTest } from '../../../support/kite-under-test.ts';

let kite: KiteUnderTest;

beforeAll(async () => {
  kite = await kiteUnderTest({ limits: { allow: () => true } });
});
afterAll(() => kite.close());

const UPGRADE = { connection: 'Upgrade', upgrade: 'websocket' } as const;

const send = (
  method: string,
  path: string,
  authorization: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(kite.url);
    const sent = request(
      { port, host: '127.0.0.1', method, path, headers: { authorization, ...headers } },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

const printable = (maxLength: number) =>
  fc.string({ maxLength }).map((text) => text.replace(/[^\x21-\x7e]/g, '~'));

const path = fc.oneof(
  fc.constantFrom('/quote', '/quote/ltp', '/instruments', '/simulator/faults', '/simulator/messages', '//'),
  fc
    .tuple(fc.constantFrom('/instruments/', '/quote/', '/', '/session/'), printable(20))
    .map((parts) => parts.join('')),
  fc
    .tuple(printable(8), fc.constantFrom('minute', 'day', '5minute', 'week'), printable(12))
    .map(
      ([token, interval, from]) => `/instruments/historical/${token}/${interval}?from=${from}&to=2026-11-27`,
    ),
  fc
    .tuple(fc.constantFrom('408065', '256265', '0x10', '-1', '1e9'), printable(12), printable(12))
    .map(([token, from, to]) => `/instruments/historical/${token}/day?from=${from}&to=${to}&oi=1`),
  printable(30).map((text) => `/quote?i=${text}`),
);

it('answers malformed requests below 500', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
      path,
      fc.oneof(printable(40), fc.constant(`token ${DEMO_APP.apiKey}:${DEMO_TOKENS.viewer}`)),
      fc.oneof(fc.string({ maxLength: 60 }), fc.json()),
      async (method, asked, authorization, body) => {
        // A path that is not a URL has no route either.
        const target = asked.startsWith('/') ? asked : `/${asked}`;
        expect(await send(method, target, authorization, body)).toBeLessThan(500);
      },
    ),
    { numRuns: 400 },
  );
  await kite.setFault({ kind: 'latency', milliseconds: 1 });
  expect((await kite.get('/user/profile')).status).toBe(200);
}, 60_000);

it.each(['//', '/%', '/?api_key=%', '/nothing'])('refuses the upgrade of %s', async (path) => {
  expect(await send('GET', path, '', '', UPGRADE)).toBeGreaterThanOrEqual(400);
  expect((await kite.get('/user/profile')).status).toBe(200);
});
