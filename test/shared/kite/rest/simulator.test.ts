import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_APP, DEMO_TOKENS } from '../../../../localstack/engines/kite/accounts.ts';
import { type KiteRest, kiteRest } from '../../../../shared/kite/rest/kite-rest.ts';
import { type KiteUnderTest, kiteUnderTest } from '../../../support/kite-under-test.ts';

/* The client and the simulator are written apart: each checks the other. */

let simulator: KiteUnderTest;
let kite: KiteRest;

beforeAll(async () => {
  simulator = await kiteUnderTest({ limits: { allow: () => true } });
  kite = kiteRest({
    apiUrl: simulator.url,
    credentials: async () => ({ apiKey: DEMO_APP.apiKey, accessToken: DEMO_TOKENS.user }),
    pace: async () => undefined,
  });
});
afterAll(() => simulator.close());

const REQUEST = {
  instrumentToken: 408_065,
  from: '2026-11-23',
  to: '2026-11-25',
  continuous: false,
  oi: false,
} as const;

test('candles of the simulator are those of its sessions', async () => {
  const days = await kite.candles({ ...REQUEST, interval: 'day' });
  const hours = await kite.candles({ ...REQUEST, interval: '60minute', oi: true });

  // 2026-11-24 is a holiday.
  expect(days.map(([start]) => start)).toEqual(['2026-11-22T18:30:00.000Z', '2026-11-24T18:30:00.000Z']);
  expect(hours.slice(0, 2).map(([start]) => start)).toEqual([
    '2026-11-23T03:45:00.000Z',
    '2026-11-23T04:45:00.000Z',
  ]);
  expect(hours[0]).toHaveLength(7);
});

test('a range that Kite does not take is refused in its words', async () => {
  const long = { ...REQUEST, interval: 'minute', from: '2026-09-01' } as const;

  await expect(kite.candles(long)).rejects.toMatchObject({
    retryClass: 'never',
    message: 'Kite answered 400 InputException: interval exceeds max limit: 60 days',
  });
});
