import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crosses,
  newCrossing,
  packCrossing,
  unpackCrossing,
  type Zone,
} from '../../../../functions/strategy-runner/strategies/crossing.ts';
import { sidesFrom } from './oracle.ts';

const entries = (zones: readonly Zone[], cooldown: number): boolean[] => {
  const crossing = newCrossing();
  return zones.map((zone) => crosses(crossing, zone, cooldown));
};

describe('crosses', () => {
  it('signals the entry into a zone, not the stay in it', () => {
    expect(entries([0, 1, 1, 1, 0, 1], 0)).toEqual([false, true, false, false, false, true]);
  });

  it('signals a jump from one zone to the opposite one', () => {
    expect(entries([0, 1, -1], 0)).toEqual([false, true, true]);
  });

  it('does not signal at the first reading', () => {
    expect(entries([1, 1, -1], 0)).toEqual([false, false, true]);
  });

  it('ignores crossings during the cooldown, then signals again', () => {
    expect(entries([0, 1, 0, 1, 0, 1], 2)).toEqual([false, true, false, false, false, true]);
    expect(entries([0, 1, 0, 1, 0, 1], 1)).toEqual([false, true, false, true, false, true]);
  });

  it('agrees with the rule stated over the whole history', () => {
    const zones = fc.array(fc.constantFrom<Zone>(-1, 0, 1), { maxLength: 60 });
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 8 }), (series, cooldown) => {
        const expected = sidesFrom(series, 'BUY', cooldown).map((side) => side !== undefined);

        expect(entries(series, cooldown)).toEqual(expected);
      }),
    );
  });

  it('survives being packed before and after its first reading', () => {
    for (const crossing of [newCrossing(), { zone: -1, quiet: 3 } as const]) {
      expect(unpackCrossing(...packCrossing(crossing))).toEqual(crossing);
    }
  });
});
