import { describe, expect, it } from 'vitest';
import { readable, unreadable, valueIn } from '../../shared/readable.ts';

describe('a value that may be unreadable', () => {
  it('is there, whatever it is, or says what is wrong', () => {
    expect(valueIn(readable(0))).toBe(0);
    expect(valueIn(unreadable('it is malformed'))).toBeUndefined();
  });
});
