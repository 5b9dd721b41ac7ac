import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planKills } from './kill-plan.ts';

const BUSY = [3, 50, 51, 99];
const plan = (seed: string, change: Partial<Parameters<typeof planKills>[0]> = {}) =>
  planKills({ seed, kills: 20, ticks: 1_000, busy: BUSY, longestMs: 80, ...change });

describe('planKills', () => {
  it('follows from the seed', () => {
    expect(plan('a')).toEqual(plan('a'));
    expect(plan('a')).not.toEqual(plan('b'));
  });

  it('has the requested number of kills, at different ticks, in order, within the time', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 40 }), (seed, kills) => {
        const planned = plan(seed, { kills });
        const ticks = planned.map(({ tick }) => tick);

        expect(planned).toHaveLength(kills);
        expect(new Set(ticks).size).toBe(kills);
        expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
        for (const { tick, afterMs } of planned) {
          expect(tick).toBeGreaterThanOrEqual(1);
          expect(tick).toBeLessThanOrEqual(1_000);
          expect(afterMs).toBeGreaterThanOrEqual(0);
          expect(afterMs).toBeLessThanOrEqual(80);
        }
      }),
    );
  });

  it('puts up to half of the kills at busy ticks', () => {
    const busyOf = (kills: number) => plan('a', { kills }).filter(({ tick }) => BUSY.includes(tick)).length;

    expect(busyOf(4)).toBeGreaterThanOrEqual(2);
    expect(busyOf(20)).toBe(4);
  });

  it('kills every fourth restart too', () => {
    const again = plan('a').filter(({ againAfterMs }) => againAfterMs !== undefined);

    expect(again).toHaveLength(5);
  });

  it('has fewer kills for fewer ticks', () => {
    expect(plan('a', { ticks: 3, busy: [1] })).toHaveLength(3);
  });
});
