import type { Clock } from '../ports/clock.ts';

/**
 * Whether a value of time `since` is younger than `maxAgeMs`. The clock may be set back: a value from the future is as
 * old as it is ahead. Otherwise it would count as young until the clock has caught up.
 */
export const isYounger = (since: number, now: number, maxAgeMs: number): boolean =>
  Math.abs(now - since) < maxAgeMs;

/**
 * The last loaded value while it is younger than `maxAgeMs`; concurrent callers share one load. A failed load is not
 * kept: the next call tries again.
 */
export const cachedFor = <T>(maxAgeMs: number, clock: Clock, load: () => Promise<T>): (() => Promise<T>) => {
  let held: { readonly value: Promise<T>; readonly since: number } | undefined;
  return () => {
    const now = clock.now();
    if (held !== undefined && isYounger(held.since, now, maxAgeMs)) return held.value;
    const value = load();
    const mine = { value, since: now };
    held = mine;
    value.catch(() => {
      if (held === mine) held = undefined;
    });
    return value;
  };
};
