import { describe, expect, it } from 'vitest';
import { istDay } from '../../../shared/market/ist.ts';
import { openingGapOf } from '../../../shared/market/opening-gap.ts';

const NOW = Date.parse('2026-05-06T10:00:00.000+05:30');
const recorded = (opening?: number, price = opening ?? 1_000) => ({
  ...{ price, at: NOW, previous: undefined },
  dayBefore: { price: 1_000, day: istDay(NOW) - 1, opening },
});

describe('openingGapOf', () => {
  it('has both prices and the days between which the ex date lies', () => {
    expect(openingGapOf({ segment: 'NSE' }, recorded(500))).toEqual({
      ...{ from: 1_000, to: 500 },
      ...{ after: '2026-05-05', until: '2026-05-06' },
    });
  });

  it('looks at the first price of the day: a fall during the day is a loss', () => {
    expect(openingGapOf({ segment: 'BSE' }, recorded(1_000, 500))).toBeUndefined();
    expect(openingGapOf({ segment: 'BSE' }, recorded(500, 1_000))).toBeDefined();
  });

  it('is absent on the first day of an instrument, and for what has no band', () => {
    expect(openingGapOf({ segment: 'NSE' }, undefined)).toBeUndefined();
    expect(openingGapOf({ segment: 'NSE' }, { price: 500, at: NOW, previous: undefined })).toBeUndefined();
    expect(openingGapOf({ segment: 'NFO-OPT' }, recorded(500))).toBeUndefined();
  });
});
