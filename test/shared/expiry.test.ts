import { describe, expect, it } from 'vitest';
import { expiryOf } from '../../shared/expiry.ts';

const DAY = 86_400;

describe('expiry', () => {
  it('counts from now for an event that is late', () => {
    expect(expiryOf(1_000_000, 2_000_500, 3)).toEqual({ expires_at: 2_000 + 3 * DAY });
  });

  it('counts from the event where that is later', () => {
    expect(expiryOf(5_000_000, 2_000_000, 1)).toEqual({ expires_at: 5_000 + DAY });
  });

  it('is absent where the events are the clock, so that a replayed old day stays readable', () => {
    expect(expiryOf(1_000_000, undefined, 3)).toBeUndefined();
  });
});
