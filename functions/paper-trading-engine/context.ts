import { type Controls, loadControls } from '../../shared/controls/controls.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { LoadContextWithState } from '../../shared/kernel/ports.ts';
import { type CorporateActions, readCorporateActions } from '../../shared/market/corporate-action.ts';
import { contractOf, type Instrument, isShare } from '../../shared/market/instrument.ts';
import { instrumentLookup } from '../../shared/market/instrument-lookup.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import type { OnBadItem, ReadLastPrices } from '../../shared/market/read-last-prices.ts';
import type { Clock, MarketClock } from '../../shared/ports/clock.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';
import { settlesBy } from './settlement-price.ts';
import type { PaperEngineState } from './state.ts';

/** The paper engine's context. */
export interface PaperEngineContext {
  /** Market time; undefined if the events are the clock. */
  readonly now: number | undefined;
  readonly quotes: ReadonlyMap<number, Quote>;
  readonly instruments: ReadonlyMap<number, Instrument>;
  /** The kill switch, and the maximum age of a signal. */
  readonly controls: Controls;
  /** Of the held shares; absent without a moment of the day. */
  readonly actions?: CorporateActions;
}

const INSTRUMENT_MAX_AGE_MS = 60_000;

type Before = Pick<PaperEngineState, 'positions'>;

const signalledIn = (inputs: readonly Envelope[]): readonly number[] =>
  inputs.flatMap((event) =>
    event.type === 'validated_signal' ? [event.data.original_signal.instrument_token] : [],
  );

/**
 * Reads paper's controls and the last prices for each batch: of the signals' instruments, and with a moment of the day
 * of all positions and of what settles them, with the corporate actions of the shares. Instruments are cached for a minute. Controls are never cached: a stop
 * applies to every batch that begins later.
 * @throws TransientError if a table cannot be read: the batch waits, and no order is filled
 */
export const loadPaperEngineContext = (deps: {
  readonly tables: TableReader;
  readonly lastPrices: ReadLastPrices;
  readonly clock: Clock;
  readonly marketClock: MarketClock;
  readonly onBadItem?: OnBadItem;
}): LoadContextWithState<Before, PaperEngineContext> => {
  const instrumentsOf = instrumentLookup(deps.tables, deps.clock, INSTRUMENT_MAX_AGE_MS, deps.onBadItem);

  const withPositions = async (signalled: readonly number[], { positions }: Before) => {
    const held = positions.adjustable();
    const tokens = [...signalled, ...held.map(({ instrumentToken }) => instrumentToken)];
    const instruments = await instrumentsOf(tokens);
    const shares = [...instruments.values()].filter(isShare).map(contractOf);
    const settling = [...held.flatMap(({ instrument }) => instrument ?? []), ...instruments.values()];
    const [actions, quotes] = await Promise.all([
      readCorporateActions(deps.tables, shares, deps.onBadItem),
      deps.lastPrices([...tokens, ...settling.flatMap((each) => settlesBy(each) ?? [])]),
    ]);
    return { instruments, quotes, actions };
  };

  const ofSignals = async (signalled: readonly number[]) => {
    const [instruments, quotes] = await Promise.all([instrumentsOf(signalled), deps.lastPrices(signalled)]);
    return { instruments, quotes };
  };

  return async (inputs, state) => {
    const signalled = signalledIn(inputs);
    const hasMoment = inputs.some(({ type }) => type === 'session_event');
    const [controls, market] = await Promise.all([
      loadControls(deps.tables, 'paper'),
      hasMoment ? withPositions(signalled, state) : ofSignals(signalled),
    ]);
    return { now: deps.marketClock.now(), ...market, controls };
  };
};
