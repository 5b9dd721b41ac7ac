import { expect, test } from 'vitest';
import { marketClock } from '../../../shared/ports/clock.ts';

test('the market clock "wall" returns the time of the clock', () => {
  expect(marketClock('wall', { now: () => 7 }).now()).toBe(7);
});

test('the market clock "event" returns no time, because the events carry it', () => {
  expect(marketClock('event', { now: () => 7 }).now()).toBeUndefined();
});
