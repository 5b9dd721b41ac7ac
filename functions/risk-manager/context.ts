import { findActiveSession } from '../../shared/auth/current-session.ts';
import { type Controls, loadControls } from '../../shared/controls/controls.ts';
import type { RiskLimits } from '../../shared/controls/limits.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import { cachedFor } from '../../shared/kernel/cached.ts';
import type { LoadContextWithState } from '../../shared/kernel/ports.ts';
import type { ReadStageState } from '../../shared/kernel/stage-state.ts';
import { accountBookIn } from '../../shared/market/account-book.ts';
import { type CorporateActions, readCorporateActions } from '../../shared/market/corporate-action.ts';
import { contractOf, type Instrument } from '../../shared/market/instrument.ts';
import { instrumentLookup } from '../../shared/market/instrument-lookup.ts';
import type { LastPrice } from '../../shared/market/last-price.ts';
import { openingGapOf } from '../../shared/market/opening-gap.ts';
import type { ReadLastPrices } from '../../shared/market/read-last-prices.ts';
import { type Parsed, parsed, unusable, valueIn } from '../../shared/parsed.ts';
import type { Clock, MarketClock } from '../../shared/ports/clock.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';
import { type Account, type Arrivals, arrivalsIn } from './arrivals.ts';
import { isOption } from './counted-prices.ts';

/** A login at the broker. */
export interface BrokerSession {
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The risk manager's context at the start of the batch. */
export interface RiskContext {
  readonly controls: Controls;
  /** Of the batch's signals and of every holding. An instrument that is not in the table is not in the map. */
  readonly instruments: ReadonlyMap<number, Parsed<Instrument>>;
  /** The last prices of the same instruments, and of the underlyings of options. */
  readonly prices: ReadonlyMap<number, LastPrice>;
  /** Corporate actions of the shares among them that opened beyond their band; absent if none did. */
  readonly actions?: CorporateActions;
  /** Epoch milliseconds; undefined if the events are the clock. */
  readonly now: number | undefined;
  /** Live only; absent means that no user is logged in. */
  readonly session?: BrokerSession;
  /** The effects of orders that the portfolio has taken since. */
  readonly arrivals: Arrivals;
}

interface RiskContextSources {
  readonly tables: TableReader;
  readonly lastPrices: ReadLastPrices;
  readonly stageState: ReadStageState;
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

const tokensIn = (inputs: readonly Envelope[]): readonly number[] =>
  inputs.flatMap((event) => (event.type === 'trading_signal' ? [event.data.instrument_token] : []));

const heldIn = ({ holdings, arrived }: Account): readonly number[] =>
  [...holdings.values(), ...arrived].map(({ instrumentToken }) => instrumentToken);

const underlyingsOf = (instruments: RiskContext['instruments']): readonly number[] =>
  [...instruments.values()].flatMap((read) => {
    const instrument = valueIn(read);
    const token = instrument && isOption(instrument) ? instrument.underlying_token : undefined;
    return token === undefined ? [] : [token];
  });

const contractsWithGap = ({
  instruments,
  prices,
}: Pick<RiskContext, 'instruments' | 'prices'>): readonly string[] =>
  [...instruments].flatMap(([token, read]) => {
    const instrument = valueIn(read);
    const gap = instrument && openingGapOf(instrument, prices.get(token));
    return instrument === undefined || gap === undefined ? [] : [contractOf(instrument)];
  });

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
 * The context of a batch: controls and the live login at most a second old, instruments at most a minute old, current
 * prices, and the account's fills from the portfolio's checkpoint. The portfolio is the only reader of the order topics.
 * @throws AlphaPandaError if a table cannot be read or the account is not known: the batch waits, and no signal is
 *   decided
 */
export const loadRiskContext = (sources: RiskContextSources): LoadContextWithState<Account, RiskContext> => {
  const { tables, lastPrices, stageState, clock, marketClock, broker } = sources;
  const portfolio = stageOf('portfolio-manager', broker).name;
  const controlsNow = cachedFor(CONTROLS_AGE_MS, clock, () => loadControls(tables, broker, sources.ceilings));
  const sessionNow = readSession(sources);
  const instrumentsOf = readInstruments(tables, clock);
  const marketOf = async (tokens: ReadonlySet<number>) => {
    const instruments = await instrumentsOf(tokens);
    return [instruments, await lastPrices([...tokens, ...underlyingsOf(instruments)])] as const;
  };
  return async (inputs, state) => {
    const signaled = tokensIn(inputs);
    const tokens = signaled.length === 0 ? new Set<number>() : new Set([...signaled, ...heldIn(state)]);
    const [controls, session, [instruments, prices], book] = await Promise.all([
      controlsNow(),
      sessionNow(),
      marketOf(tokens),
      stageState(portfolio),
    ]);
    const arrivals = arrivalsIn(broker, state, accountBookIn(portfolio, book));
    const arrived = arrivals.effects.map(({ instrumentToken }) => instrumentToken);
    // Rare: a state that was reset has not seen the signals of these orders.
    const [others, otherPrices] = await marketOf(new Set(arrived.filter((token) => !tokens.has(token))));
    const market = {
      instruments: new Map([...instruments, ...others]),
      prices: new Map([...prices, ...otherPrices]),
    };
    const gaps = contractsWithGap(market);
    return {
      controls,
      ...market,
      ...(gaps.length > 0 && { actions: await readCorporateActions(tables, gaps) }),
      now: marketClock.now(),
      arrivals,
      ...(session !== undefined && { session: { expiresAt: session.expiresAt } }),
    };
  };
};
