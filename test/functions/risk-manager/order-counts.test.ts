import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ordersInMinute,
  type SecondCount,
  withOrderAt,
} from '../../../functions/risk-manager/order-counts.ts';
import { check } from '../../support/seed.ts';
import { NOON } from './fixtures.ts';

const MINUTE = 60_000;

/** Times of orders, some of them late. */
const times = fc
  .array(fc.integer({ min: -2_000, max: 30_000 }), { maxLength: 80, size: 'max' })
  .map((waits) => {
    let at = NOON;
    return waits.map((wait) => {
      at += wait;
      return at;
    });
  });

describe('orders within a minute', () => {
  it('are at least those of any sliding minute, and at most those of a second more on each side', () => {
    check(
      fc.property(times, (orders) => {
        let counts: readonly SecondCount[] = [];
        const before: number[] = [];
        for (const at of orders) {
          const within = (ms: number) => before.filter((one) => Math.abs(at - one) <= ms).length;
          const newest = Math.max(at, ...before);
          const counted = ordersInMinute(counts, at);
          // Counts are kept for a minute before the newest order only.
          if (at === newest) expect(counted).toBeGreaterThanOrEqual(within(MINUTE));
          expect(counted).toBeLessThanOrEqual(within(MINUTE + 1_000));

          counts = withOrderAt(counts, at);
          before.push(at);
        }
      }),
    );
  });

  it('are kept as one pair per second, and of one minute only', () => {
    let counts: readonly SecondCount[] = [];
    for (let order = 0; order < 4_000; order += 1) counts = withOrderAt(counts, NOON + order * 100);

    expect(counts).toHaveLength(61);
    expect(counts.at(-1)).toEqual([NOON / 1_000 + 399, 10]);
    expect(ordersInMinute(counts, NOON + 399_900)).toBe(610);
  });
});
