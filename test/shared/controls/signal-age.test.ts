import { describe, expect, it } from 'vitest';
import { riskLimits } from '../../../shared/controls/limits.ts';
import { signalAge } from '../../../shared/controls/signal-age.ts';

const limits = riskLimits('paper', { max_signal_age_ms: 3_000, max_clock_skew_ms: 1_000 });
const NOON = 1_000_000;

describe('the age of a signal', () => {
  it.each([
    [-1_001, false],
    [-1_000, true],
    [0, true],
    [3_000, true],
    [3_001, false],
  ])('of %d ms is fresh: %s', (age, isFresh) => {
    expect(signalAge(NOON - age, NOON, limits)).toEqual({ isFresh, detail: `${age} ms old of 3000 ms` });
  });
});
