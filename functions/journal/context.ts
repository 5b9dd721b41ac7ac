import type { LoadContext } from '../../shared/kernel/ports.ts';
import type { MarketClock } from '../../shared/ports/clock.ts';

/** The journal's context. */
export interface JournalContext {
  /** Wall-clock time in epoch milliseconds; undefined if the events are the clock. */
  readonly now: number | undefined;
}

export const loadJournalContext =
  (deps: { readonly marketClock: MarketClock }): LoadContext<JournalContext> =>
  async () => ({ now: deps.marketClock.now() });
