import type { LoadContext } from '../../shared/kernel/ports.ts';
import { type MarketClock, marketClock } from '../../shared/ports/clock.ts';

/** A price is recorded as it comes: nothing has to be known but what time it is. */
export interface PriceRecorderContext {
  /** Wall time in epoch milliseconds; undefined where the events are the clock. */
  readonly now: number | undefined;
}

export const loadPriceRecorderContext =
  (
    deps: { readonly marketClock: MarketClock } = { marketClock: marketClock('event') },
  ): LoadContext<PriceRecorderContext> =>
  async () => ({ now: deps.marketClock.now() });
