import { describe, expect, it } from 'vitest';
import { eachOf } from '../../../shared/dynamo/parallel.ts';

describe('eachOf', () => {
  it('runs the task once per item, within the allowed width', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;

    await eachOf(
      Array.from({ length: 20 }, (_, n) => n),
      4,
      async (n) => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        done.push(n);
      },
    );

    expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(most).toBe(4);
  });

  it('throws the first failure after every started task has ended', async () => {
    let finished = 0;

    await expect(
      eachOf([1, 2, 3], 3, async (n) => {
        if (n === 1) throw new Error('one');
        await Promise.resolve();
        finished += 1;
        if (n === 3) throw new Error('three');
      }),
    ).rejects.toThrow('one');
    expect(finished).toBe(2);
  });

  it('runs no task for an empty list', async () => {
    await expect(eachOf([], 4, () => Promise.reject(new Error('called')))).resolves.toBeUndefined();
  });
});
