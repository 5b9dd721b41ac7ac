import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { kitePace, RateLimiter } from '../../../../shared/kite/rest/rate-limiter.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

test('lets three requests pass and the fourth wait until the first is a second old', () => {
  const limiter = new RateLimiter({ requests: 3, windowMs: 1_000 });

  expect([0, 100, 200, 300].map((now) => limiter.book(now))).toEqual([0, 0, 0, 700]);
});

test('no stretch of the window has more requests than the limit, however they come', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 }),
      fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 }),
      (requests, pauses) => {
        const limiter = new RateLimiter({ requests, windowMs: 1_000 });
        let now = 0;
        const sent = pauses.map((pause) => {
          now += pause;
          return now + limiter.book(now);
        });
        for (const [place, at] of sent.entries()) {
          const earlier = sent[place - requests];
          if (earlier !== undefined) expect(at - earlier).toBeGreaterThanOrEqual(1_000);
        }
      },
    ),
  );
});

test('families do not wait for each other: one quote and three candles pass in a second', async () => {
  const clock = new ManualClock();
  const slept: number[] = [];
  const pace = kitePace({ clock, sleep: async (milliseconds) => slept.push(milliseconds) });

  for (const family of ['historical', 'quote', 'historical', 'historical'] as const) {
    await pace(family);
  }
  expect(slept).toEqual([]);

  await pace('quote');
  await pace('historical');
  expect(slept).toEqual([1_000, 1_000]);
});
