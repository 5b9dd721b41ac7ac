import { describe, expect, it } from 'vitest';
import { dayOfFile } from '../../../../localstack/dev/instruments/day-of-file.ts';

describe('the day of a load by command', () => {
  it('is a date', () => {
    expect(dayOfFile('2028-02-29')).toBe('2028-02-29');
  });

  it.each(['2026-02-30', '2026-13-01', '2026-2-3', 'today', ''])('is not %j', (text) => {
    expect(() => dayOfFile(text)).toThrow(`--date is "${text}": give a day as YYYY-MM-DD`);
  });
});
