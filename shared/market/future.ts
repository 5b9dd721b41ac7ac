import { PoisonError } from '../errors.ts';

/** How far ahead of the wall clock a feed's or a machine's clock may run. */
export const MAX_AHEAD_MS = 60_000;

/**
 * Refuses a time that is still to come. State that only goes forward would take it for the newest, and from then on
 * everything that is true for too late.
 * @param now Wall time in epoch milliseconds; undefined where the events are the clock, and any time may be.
 * @throws PoisonError `FROM_THE_FUTURE`
 */
export const refuseFuture = (what: string, at: number, now: number | undefined): void => {
  if (now === undefined || at <= now + MAX_AHEAD_MS) return;
  throw new PoisonError(
    'FROM_THE_FUTURE',
    `${what} says ${new Date(at).toISOString()}, ${at - now} ms from now; at most ${MAX_AHEAD_MS} ms are taken for clocks that differ`,
  );
};
