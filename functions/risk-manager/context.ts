import { findActiveSession } from '../../shared/auth/current-session.ts';
import { type Controls, loadControls } from '../../shared/controls/controls.ts';
import type { RiskLimits } from '../../shared/controls/limits.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { cachedFor } from '../../shared/kernel/cached.ts';
import type { LoadContext } from '../../shared/kernel/ports.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import { instrumentLookup } from '../../shared/market/instrument-lookup.ts';
import type { LastPrice } from '../../shared/market/last-price.ts';
import type { ReadLastPrices } from '../../shared/market/read-last-prices.ts';
import { type Parsed, parsed, unusable } from '../../shared/parsed.ts';
import type { Clock, MarketClock } from '../../shared/ports/clock.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';

/** A login at the broker. */
export interface BrokerSession {
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The risk manager's context at the start of the batch. */
export interface RiskContext {
  readonly controls: Controls;
  /** Instruments of the batch's signals. An instrument that is not in the table is not in the map. */
  readonly instruments: ReadonlyMap<number, Parsed<Instrument>>;
  readonly prices: ReadonlyMap<number, LastPrice>;
  /** Epoch milliseconds; undefined if the events are the clock. */
  readonly now: number | undefined;
  /** Live only; absent means that no user is logged in. */
  readonly session?: BrokerSession;
}

interface RiskContextSources {
  readonly tables: TableReader;
  readonly lastPrices: ReadLastPrices;
  readonly clock: Clock;
  readonly marketClock: MarketClock;
  readonly broker: Broker;
  /** Kite user id whose login live orders use. Paper uses none. */
  readonly account?: string | undefined;
  /** Loosest live limits; the defaults if absent. */
  readonly ceilings?: RiskLimits;
}

const CONTROLS_AGE_MS = 1_000;
const SESSION_AGE_MS = 1_000;
const INSTRUMENT_AGE_MS = 60_000;

const tokensOf = (inputs: readonly Envelope[]): ReadonlySet<number> =>
  new Set(inputs.flatMap((event) => (event.type === 'trading_signal' ? [event.data.instrument_token] : [])));

const malformed = (what: string, problem: string): { readonly problem: string } =>
  unusable(`the ${what} item is malformed: ${problem.replaceAll(/\s+/g, ' ')}`);

/** Instruments by token, cached for a minute. A malformed instrument has its problem, for the verdict. */
const readInstruments = (tables: TableReader, clock: Clock) => {
  const problems = new Map<number, string>();
  const lookup = instrumentLookup(tables, clock, INSTRUMENT_AGE_MS, (_table, token, problem) => {
    problems.set(Number(token), problem);
  });
  return async (tokens: ReadonlySet<number>): Promise<RiskContext['instruments']> => {
    for (const token of tokens) problems.delete(token);
    const found = await lookup(tokens);
    const read = new Map<number, Parsed<Instrument>>();
    for (const token of tokens) {
      const instrument = found.get(token);
      const problem = problems.get(token);
      if (instrument !== undefined) read.set(token, parsed(instrument));
      else if (problem !== undefined) read.set(token, malformed('instrument', problem));
    }
    return read;
  };
};

/**
 * The login for live orders. Without one, every live signal is refused with `SESSION_EXPIRED`. This stage has no
 * keys: a forged item is detected when its token is decrypted.
 */
const readSession = ({ tables, clock, broker, account }: RiskContextSources) => {
  if (broker === 'paper' || account === undefined) return async () => undefined;
  return cachedFor(SESSION_AGE_MS, clock, () => findActiveSession(tables, account));
};

/**
 * The context of a batch: controls and the live login at most a second old, instruments at most a minute old, and
 * current prices.
 * @throws TransientError if a table cannot be read: the batch waits, and no signal is decided
 */
export const loadRiskContext = (sources: RiskContextSources): LoadContext<RiskContext> => {
  const { tables, lastPrices, clock, marketClock, broker } = sources;
  const controlsNow = cachedFor(CONTROLS_AGE_MS, clock, () => loadControls(tables, broker, sources.ceilings));
  const sessionNow = readSession(sources);
  const instrumentsOf = readInstruments(tables, clock);
  return async (inputs) => {
    const tokens = tokensOf(inputs);
    const [controls, session, instruments, prices] = await Promise.all([
      controlsNow(),
      sessionNow(),
      instrumentsOf(tokens),
      lastPrices(tokens),
    ]);
    return {
      controls,
      instruments,
      prices,
      now: marketClock.now(),
      ...(session !== undefined && { session: { expiresAt: session.expiresAt } }),
    };
  };
};
