import { expect, test, vi } from 'vitest';
import { withinTime } from '../../../shared/kafka/within-time.ts';

const tooLate = () => new Error('too late');

test('what comes in time is given, and no timer is left', async () => {
  vi.useFakeTimers();
  try {
    expect(await withinTime(1_000, Promise.resolve('here'), tooLate)).toBe('here');
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('what fails in time fails as it does', async () => {
  await expect(withinTime(1_000, Promise.reject(new Error('broken')), tooLate)).rejects.toThrow('broken');
});

test('what does not come is given up, and may fail later unheard', async () => {
  const late = Promise.withResolvers<never>();

  await expect(withinTime(1, late.promise, tooLate)).rejects.toThrow('too late');

  // An unhandled rejection would fail the run.
  late.reject(new Error('nobody waits'));
  await new Promise((resolve) => setImmediate(resolve));
});
