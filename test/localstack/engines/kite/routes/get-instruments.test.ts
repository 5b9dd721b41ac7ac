import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEMO_APP, DEMO_TOKENS } from '../../../../../localstack/engines/kite/accounts.ts';
import { type KiteUnderTest, kiteUnderTest } from '../../../../support/kite-under-test.ts';
import { ManualClock } from '../../../../support/manual-clock.ts';

let clock: ManualClock;
let kite: KiteUnderTest;

beforeEach(async () => {
  clock = new ManualClock(Date.parse('2026-11-30T08:30:00+05:30'));
  kite = await kiteUnderTest({ clock });
});
afterEach(() => kite.close());

/** The bytes as sent, which `fetch` would unzip. */
const raw = (acceptEncoding?: string) =>
  new Promise<{ encoding: string | undefined; bytes: Buffer }>((resolve, reject) => {
    const authorization = `token ${DEMO_APP.apiKey}:${DEMO_TOKENS.user}`;
    const headers = { authorization, ...(acceptEncoding && { 'accept-encoding': acceptEncoding }) };
    get(`${kite.url}/instruments`, { headers }, async (response) => {
      const bytes = Buffer.concat(await response.toArray());
      resolve({ encoding: response.headers['content-encoding'], bytes });
    }).on('error', reject);
  });

it("gives Kite's own client the file, whose blank last row it reads too", async () => {
  const rows = await kite.client.getInstruments();
  const future = rows.find(({ tradingsymbol }) => tradingsymbol === 'NIFTY26DECFUT');

  expect(rows.length).toBeGreaterThan(3_000);
  expect(rows.at(-1)).toMatchObject({ instrument_token: '' });
  expect(future).toMatchObject({ lot_size: 65, expiry: new Date('2026-12-29'), segment: 'NFO-FUT' });
  expect(rows.find(({ tradingsymbol }) => tradingsymbol === 'INFY')).toMatchObject({ expiry: '', strike: 0 });
});

it('gives the rows of one exchange', async () => {
  const text = await (await kite.get('/instruments/MCX')).text();
  const lines = text.trimEnd().split('\n');

  expect(lines[0]).toBe(
    'instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange',
  );
  expect(lines.slice(1).every((line) => line.endsWith(',MCX'))).toBe(true);
  expect(text.endsWith('\n')).toBe(true);
});

it('refuses an exchange that it does not have', async () => {
  const response = await kite.get('/instruments/NYSE');

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error_type: 'InputException' });
});

it('compresses the file for a client that takes gzip, and for no other', async () => {
  const [zipped, plain, refused] = [await raw('gzip, deflate, br'), await raw(), await raw('gzip;q=0, br')];

  expect([zipped.encoding, plain.encoding, refused.encoding]).toEqual(['gzip', undefined, undefined]);
  expect(gunzipSync(zipped.bytes).equals(plain.bytes)).toBe(true);
  expect(zipped.bytes.length * 4).toBeLessThan(plain.bytes.length);
});

it('leaves a contract out after its expiry', async () => {
  const hasWeekly = async () =>
    (await (await kite.get('/instruments/NFO')).text()).includes(',NIFTY26D0125500CE,');
  const before = await hasWeekly();
  clock.advance(2 * 86_400_000);

  expect([before, await hasWeekly()]).toEqual([true, false]);
});

it('asks for a token', async () => {
  expect((await fetch(`${kite.url}/instruments`)).status).toBe(403);
});

it('answers 429 to the eleventh request of a second', async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 11; n += 1) statuses.push((await kite.get('/instruments/CDS')).status);
  clock.advance(1_000);

  expect(statuses).toEqual([...Array(10).fill(200), 429]);
  expect((await kite.get('/instruments/CDS')).status).toBe(200);
});
