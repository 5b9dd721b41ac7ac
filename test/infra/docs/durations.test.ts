import { expect, it } from 'vitest';
import { duration } from '../../../infra/docs/durations.ts';

it.each([
  [86_400_000, '1 day'],
  [7 * 86_400_000, '7 days'],
  [36 * 3_600_000, '36 hours'],
  [60_000, '1 minute'],
  [1_500, '1500 milliseconds'],
  [2_000, '2 seconds'],
])('%i ms are %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});
