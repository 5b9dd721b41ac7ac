import { type Controls, loadControls } from '../../shared/controls/controls.ts';
import type { LoadContext } from '../../shared/kernel/ports.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import { instrumentLookup } from '../../shared/market/instrument-lookup.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import type { OnBadItem, ReadLastPrices } from '../../shared/market/read-last-prices.ts';
import type { Clock, MarketClock } from '../../shared/ports/clock.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';

/** The paper engine's context. */
export interface PaperEngineContext {
  /** Market time; undefined if the events are the clock. */
  readonly now: number | undefined;
  readonly quotes: ReadonlyMap<number, Quote>;
  readonly instruments: ReadonlyMap<number, Instrument>;
  /** The kill switch, and the maximum age of a signal. */
  readonly controls: Controls;
}

const INSTRUMENT_MAX_AGE_MS = 60_000;

/**
 * Reads paper's controls and the last prices for each batch. Instruments are cached for a minute. Controls are never
 * cached: a stop applies to every batch that begins later.
 * @throws TransientError if a table cannot be read: the batch waits, and no order is filled
 */
export const loadPaperEngineContext = (deps: {
  readonly tables: TableReader;
  readonly lastPrices: ReadLastPrices;
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
      deps.lastPrices(tokens),
      instrumentsOf(tokens),
    ]);
    return { now: deps.marketClock.now(), quotes, instruments, controls };
  };
};
