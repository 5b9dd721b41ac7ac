import type { LoadContext } from '../../shared/kernel/ports.ts';
import type { MarketClock } from '../../shared/ports/clock.ts';
import type { JournalContext } from './stage.ts';

export const loadJournalContext =
  (deps: { readonly marketClock: MarketClock }): LoadContext<JournalContext> =>
  async () => ({ now: deps.marketClock.now() });
