import { describe, expect, it } from 'vitest';
import { cachedFor } from '../../../shared/kernel/cached.ts';
import { ManualClock } from '../../support/manual-clock.ts';

/** A cache of a value that counts its loads. Loads in `fails` are rejected. */
const cache = (fails: readonly number[] = []) => {
  const clock = new ManualClock();
  let loads = 0;
  const load = cachedFor(1_000, clock, async () => {
    loads += 1;
    if (fails.includes(loads)) throw new Error(`load ${loads}`);
    return loads;
  });
  return { clock, load, loads: () => loads };
};

describe('cachedFor', () => {
  it('loads again at the maximum age, not before', async () => {
    const { clock, load } = cache();

    expect(await load()).toBe(1);
    clock.advance(999);
    expect(await load()).toBe(1);
    clock.advance(1);
    expect(await load()).toBe(2);
  });

  it('counts the age from the last load, not from the last use', async () => {
    const { clock, load } = cache();

    for (let n = 0; n < 4; n += 1) {
      await load();
      clock.advance(400);
    }

    expect(await load()).toBe(2);
  });

  it('loads again when the clock was set back', async () => {
    const { clock, load } = cache();
    await load();

    clock.advance(-3_600_000);

    expect(await load()).toBe(2);
  });

  it('loads once for concurrent callers', async () => {
    const { load, loads } = cache();

    expect(await Promise.all([load(), load(), load()])).toEqual([1, 1, 1]);
    expect(loads()).toBe(1);
  });

  it('rejects all waiting callers after a failed load, and loads again for the next', async () => {
    const { load } = cache([1]);

    const outcomes = await Promise.allSettled([load(), load()]);

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await load()).toBe(2);
  });

  it('keeps the newer value after a late failure of an older load', async () => {
    const clock = new ManualClock();
    const slow = Promise.withResolvers<string>();
    const values = [slow.promise, Promise.resolve('new')];
    const load = cachedFor(
      1_000,
      clock,
      () => values.shift() ?? Promise.reject(new Error('loaded too often')),
    );
    const old = load();
    clock.advance(1_000);
    expect(await load()).toBe('new');

    slow.reject(new Error('late'));

    await expect(old).rejects.toThrow('late');
    expect(await load()).toBe('new');
  });
});
