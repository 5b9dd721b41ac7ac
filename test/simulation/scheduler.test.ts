import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAsync } from '../support/seed.ts';
import { Chance } from './chance.ts';
import { Scheduler } from './scheduler.ts';

const scheduler = () => new Scheduler(1_000, new Chance('test'));

describe('scheduler', () => {
  it('takes steps in the order of their times, planned in any order', () =>
    checkAsync(
      fc.asyncProperty(fc.array(fc.nat({ max: 500 }), { maxLength: 40 }), async (delays) => {
        const world = scheduler();
        const taken: number[] = [];
        for (const delay of delays) world.after(delay, () => taken.push(world.now() - 1_000));

        await world.run(10_000);

        expect(taken).toEqual(delays.toSorted((a, b) => a - b));
      }),
    ));

  it('lets all that a step woke reach its next wait before the next step', async () => {
    const world = scheduler();
    const order: string[] = [];
    const slow = async () => {
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      order.push('woken');
    };
    world.after(0, () => void slow());
    world.after(1, () => order.push('next'));

    await world.run(10);

    expect(order).toEqual(['woken', 'next']);
  });

  it('stops a world that never rests', async () => {
    const world = scheduler();
    const again = () => world.after(1, again);
    again();

    expect(await world.run(100)).toBe(false);
  });
});
