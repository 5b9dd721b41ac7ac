import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConflationQueue } from '../../../../functions/market-feed/publishing/conflation-queue.ts';
import { check } from '../../../support/seed.ts';
import { tickOf } from '../world.ts';

const tick = (token: number, price: number) => tickOf(token, 0, price);
const prices = (queue: ConflationQueue) =>
  queue.take().map(({ instrument_token, last_price }) => [instrument_token, last_price]);

describe('the queue of ticks', () => {
  it('keeps every tick while nothing is sent', () => {
    const queue = new ConflationQueue();
    for (const price of [1, 2, 3]) queue.offer(tick(7, price), price);

    expect(queue.oldestAt).toBe(1);
    expect(prices(queue)).toEqual([
      [7, 1],
      [7, 2],
      [7, 3],
    ]);
    expect(queue.conflated).toBe(0);
  });

  it('replaces the waiting tick of an instrument while a batch is sent, and counts it', () => {
    const queue = new ConflationQueue();
    queue.take();
    queue.offer(tick(7, 1), 10);
    queue.offer(tick(8, 2), 20);
    queue.offer(tick(7, 3), 30);

    expect(queue.size).toBe(2);
    expect(queue.oldestAt).toBe(10);
    expect(queue.conflated).toBe(1);
    expect(prices(queue)).toEqual([
      [8, 2],
      [7, 3],
    ]);
  });

  it('keeps every tick again after the batch is sent', () => {
    const queue = new ConflationQueue();
    queue.take();
    queue.sent();
    queue.offer(tick(7, 1), 1);
    queue.offer(tick(7, 2), 2);

    expect(queue.size).toBe(2);
  });

  it('loses no tick uncounted, keeps the newest of each instrument, and stays within its bound', () => {
    const steps = fc.oneof(
      { weight: 20, arbitrary: fc.record({ token: fc.integer({ min: 1, max: 5 }) }) },
      { weight: 1, arbitrary: fc.constant('take' as const) },
      { weight: 1, arbitrary: fc.constant('sent' as const) },
    );
    check(
      fc.property(fc.array(steps, { maxLength: 4_000 }), (script) => {
        const queue = new ConflationQueue(20);
        const newest = new Map<number, number>();
        let [offered, taken, largest] = [0, 0, 0];
        const take = (): void => {
          const batch = queue.take();
          taken += batch.length;
          const last = new Map(
            batch.map(({ instrument_token, last_price }) => [instrument_token, last_price]),
          );
          expect(last).toEqual(newest);
          const order = batch.map(({ last_price }) => last_price);
          expect(order).toEqual(order.toSorted((a, b) => a - b));
          newest.clear();
        };
        for (const step of script) {
          if (step === 'take') take();
          else if (step === 'sent') queue.sent();
          else {
            offered += 1;
            newest.set(step.token, offered);
            queue.offer(tick(step.token, offered), offered);
            largest = Math.max(largest, queue.size);
          }
        }
        take();
        expect(taken + queue.conflated).toBe(offered);
        expect(largest).toBeLessThanOrEqual(20 + 5);
      }),
      60,
    );
  });
});
