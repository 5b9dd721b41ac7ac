import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoTime, timedTick } from '../../../localstack/market-data/timed-tick.ts';

it('isoTime gives for any moments, one after the other, what the language gives', () => {
  const moment = fc.integer({ min: 0, max: Date.parse('2100-01-01') });
  const near = fc.tuple(moment, fc.integer({ min: -5_000, max: 90_000_000 }));
  fc.assert(
    fc.property(fc.array(near), (moments) => {
      for (const at of moments.flatMap(([first, later]) => [first, Math.max(0, first + later)])) {
        expect(isoTime(at)).toBe(new Date(at).toISOString());
      }
    }),
  );
});

it('timedTick has one moment as number and text', () => {
  expect(timedTick(1_704_167_100_250, { instrument_token: 1, last_price: 2 })).toEqual({
    at: 1_704_167_100_250,
    tick: { instrument_token: 1, last_price: 2, timestamp: '2024-01-02T03:45:00.250Z' },
  });
});
