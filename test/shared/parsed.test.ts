import { describe, expect, it } from 'vitest';
import { parsed, unusable, valueIn } from '../../shared/parsed.ts';

describe('valueIn', () => {
  it('returns a parsed value, and undefined for a problem', () => {
    expect(valueIn(parsed(0))).toBe(0);
    expect(valueIn(unusable('it is malformed'))).toBeUndefined();
  });
});
