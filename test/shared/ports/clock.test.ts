import { expect, test } from 'vitest';
import { marketClock } from '../../../shared/ports/clock.ts';

test('the market clock "wall" gives the time of the clock', () => {
  expect(marketClock('wall', { now: () => 7 }).now()).toBe(7);
});

test('the market clock "event" gives no time: the events carry it', () => {
  expect(marketClock('event', { now: () => 7 }).now()).toBeUndefined();
});
