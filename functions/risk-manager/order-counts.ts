/** The orders of one second: `[second since 1970, count]`. */
export type SecondCount = readonly [second: number, orders: number];

const SECOND_MS = 1_000;
const MINUTE_SECONDS = 60;

/** Whether two seconds have moments that are at most a minute apart. */
const areClose = (one: number, other: number): boolean => Math.abs(one - other) <= MINUTE_SECONDS;

/**
 * Orders within a minute of a moment (epoch milliseconds), in whole seconds and rounded up. So no minute has more than a
 * limit, and the state has at most one pair of numbers per second.
 */
export const ordersInMinute = (counts: readonly SecondCount[], at: number): number => {
  const second = Math.floor(at / SECOND_MS);
  return counts.reduce((sum, [other, orders]) => (areClose(second, other) ? sum + orders : sum), 0);
};

/** The counts with one order more. Seconds that are more than a minute before the newest are dropped. */
export const withOrderAt = (counts: readonly SecondCount[], at: number): readonly SecondCount[] => {
  const second = Math.floor(at / SECOND_MS);
  const before = counts.find(([other]) => other === second)?.[1] ?? 0;
  const rest = counts.filter(([other]) => other !== second);
  const newest = Math.max(second, ...rest.map(([other]) => other));
  const all: readonly SecondCount[] = [...rest, [second, before + 1]];
  return all.filter(([other]) => areClose(newest, other));
};
