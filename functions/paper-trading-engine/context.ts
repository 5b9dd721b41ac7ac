import { type Controls, loadControls } from '../../shared/controls/controls.ts';
import type { LoadContext } from '../../shared/kernel/ports.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import { instrumentLookup } from '../../shared/market/instrument-lookup.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import { type OnBadItem, readQuotes } from '../../shared/market/read-quotes.ts';
import type { Clock, MarketClock } from '../../shared/ports/clock.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';

/** What the paper engine knows beside the signals. */
export interface PaperEngineContext {
  /** Market time, undefined where the events are the clock. */
  readonly now: number | undefined;
  readonly quotes: ReadonlyMap<number, Quote>;
  readonly instruments: ReadonlyMap<number, Instrument>;
  /** Whether trading is stopped, and how old a signal may be. */
  readonly controls: Controls;
}

const INSTRUMENT_MAX_AGE_MS = 60_000;

/**
 * Reads paper's controls and the batch's last prices, every time, and its instruments, kept for a minute. Controls are
 * never cached: a stop holds for every batch that begins later.
 * @throws TransientError when a table cannot be read: the batch waits, nothing is filled without it
 */
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
    const [controls, quotes, instruments] = await Promise.all([
      loadControls(deps.tables, 'paper'),
      readQuotes(deps.tables, tokens, deps.onBadItem),
      instrumentsOf(tokens),
    ]);
    return { now: deps.marketClock.now(), quotes, instruments, controls };
  };
};
