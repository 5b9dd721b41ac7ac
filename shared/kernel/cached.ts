import type { Clock } from './ports.ts';

/**
 * The last loaded value while it is younger than `maxAgeMs`, by a clock that may also be set back; concurrent callers share one load. A failed load
 * is not remembered: the next call tries again.
 */
export const cachedFor = <T>(maxAgeMs: number, clock: Clock, load: () => Promise<T>): (() => Promise<T>) => {
  let held: { readonly value: Promise<T>; readonly since: number } | undefined;
  return () => {
    const now = clock.now();
    if (held !== undefined && Math.abs(now - held.since) < maxAgeMs) return held.value;
    const value = load();
    const mine = { value, since: now };
    held = mine;
    value.catch(() => {
      if (held === mine) held = undefined;
    });
    return value;
  };
};
