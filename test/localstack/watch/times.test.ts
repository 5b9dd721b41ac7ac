import { describe, expect, it } from 'vitest';
import { duration, marketTime } from '../../../localstack/watch/times.ts';

describe('times as text', () => {
  it('shows market time in India', () => {
    expect(marketTime(Date.parse('2026-01-05T03:45:00.000Z'))).toBe('09:15:00');
  });

  it.each([
    [400, '0 s'],
    [59_400, '59 s'],
    [65_000, '1 min 5 s'],
  ])('shows %d ms as %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});
