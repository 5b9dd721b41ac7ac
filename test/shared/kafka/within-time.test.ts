import { expect, test, vi } from 'vitest';
import { withinTime } from '../../../shared/kafka/within-time.ts';

const tooLate = () => new Error('too late');

test('a result in time is returned, and no timer is left', async () => {
  vi.useFakeTimers();
  try {
    expect(await withinTime(1_000, Promise.resolve('here'), tooLate)).toBe('here');
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('a failure in time is thrown unchanged', async () => {
  await expect(withinTime(1_000, Promise.reject(new Error('broken')), tooLate)).rejects.toThrow('broken');
});

test('a result too late is an error, and its later failure is handled', async () => {
  const late = Promise.withResolvers<never>();

  await expect(withinTime(1, late.promise, tooLate)).rejects.toThrow('too late');

  // An unhandled rejection would fail the run.
  late.reject(new Error('late'));
  await new Promise((resolve) => setImmediate(resolve));
});
