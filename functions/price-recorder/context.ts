import type { LoadContext } from '../../shared/kernel/ports.ts';
import { type MarketClock, marketClock } from '../../shared/ports/clock.ts';

/** The recorder needs only the current time. */
export interface PriceRecorderContext {
  /** Wall-clock time in epoch milliseconds; undefined if the events are the clock. */
  readonly now: number | undefined;
}

export const loadPriceRecorderContext =
  (
    deps: { readonly marketClock: MarketClock } = { marketClock: marketClock('event') },
  ): LoadContext<PriceRecorderContext> =>
  async () => ({ now: deps.marketClock.now() });
