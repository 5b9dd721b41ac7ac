import type { Clock, LoadContext, MarketClock, TableReader } from '../../shared/kernel/ports.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import { instrumentLookup } from '../../shared/market/instrument-lookup.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import { type OnBadItem, readQuotes } from '../../shared/market/read-quotes.ts';

/** What the paper engine knows beside the signals. */
export interface PaperEngineContext {
  /** Market time, undefined where the events are the clock. */
  readonly now: number | undefined;
  readonly quotes: ReadonlyMap<number, Quote>;
  readonly instruments: ReadonlyMap<number, Instrument>;
}

const INSTRUMENT_MAX_AGE_MS = 60_000;

/** Reads the batch's last prices, every time, and its instruments, kept for a minute. */
export const loadPaperEngineContext = (deps: {
  readonly tables: TableReader;
  readonly clock: Clock;
  readonly marketClock: MarketClock;
  readonly onBadItem?: OnBadItem;
}): LoadContext<PaperEngineContext> => {
  const instrumentsOf = instrumentLookup(deps.tables, deps.clock, INSTRUMENT_MAX_AGE_MS, deps.onBadItem);
  return async (inputs) => {
    const tokens = inputs.flatMap((event) =>
      event.type === 'validated_signal' ? [event.data.original_signal.instrument_token] : [],
    );
    const [quotes, instruments] = await Promise.all([
      readQuotes(deps.tables, tokens, deps.onBadItem),
      instrumentsOf(tokens),
    ]);
    return { now: deps.marketClock.now(), quotes, instruments };
  };
};
