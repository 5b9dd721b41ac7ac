import type { Broker } from '../../shared/events/brokers.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { cachedFor } from '../../shared/kernel/cached.ts';
import type { Clock, LoadContext, MarketClock, TableReader } from '../../shared/kernel/ports.ts';
import type { Item } from '../../shared/kernel/stage.ts';
import { type Instrument, instrumentItem } from '../../shared/market/instrument.ts';
import { type LastPrice, lastPriceItem } from '../../shared/market/last-price.ts';
import { type Controls, readControls } from './controls.ts';
import { type Readable, readable, unreadable } from './readable.ts';

/** A login at the broker. */
export interface BrokerSession {
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What risk-manager knows besides its events, as it was when the batch came. */
export interface RiskContext {
  readonly controls: Controls;
  /** Of the batch's signals; an instrument that is not in the table is not in the map. */
  readonly instruments: ReadonlyMap<number, Readable<Instrument>>;
  readonly prices: ReadonlyMap<number, Readable<LastPrice>>;
  /** Epoch milliseconds; undefined where only the events know the time. */
  readonly now: number | undefined;
  /** Live only; absent means that nobody is logged in. */
  readonly session?: BrokerSession;
}

interface RiskContextSources {
  readonly tables: TableReader;
  readonly clock: Clock;
  readonly marketClock: MarketClock;
  readonly broker: Broker;
}

const CONTROLS_AGE_MS = 1_000;
const INSTRUMENT_AGE_MS = 60_000;
/** More than all that one account can subscribe to. */
const INSTRUMENTS_HELD = 10_000;

const tokensOf = (inputs: readonly Envelope[]): ReadonlySet<number> =>
  new Set(inputs.flatMap((event) => (event.type === 'trading_signal' ? [event.data.instrument_token] : [])));

const keysOf = (tokens: Iterable<number>): Item[] =>
  Array.from(tokens, (instrument_token) => ({ instrument_token }));

const instrumentOf = (item: Item): Readable<Instrument> => {
  const result = instrumentItem.safeParse(item);
  return result.success ? readable(result.data) : unreadable(problem('instrument', item, result.error));
};

const priceOf = (item: Item): Readable<LastPrice> => {
  const result = lastPriceItem.safeParse(item);
  return result.success ? readable(result.data) : unreadable(problem('last price', item, result.error));
};

const problem = (what: string, item: Item, error: { readonly message: string }): string =>
  `the ${what} item of ${String(item.instrument_token)} is malformed: ${error.message.replaceAll(/\s+/g, ' ').slice(0, 160)}`;

const byToken = <T>(items: readonly Item[], read: (item: Item) => T): Map<number, T> =>
  new Map(items.map((item) => [Number(item.instrument_token), read(item)]));

/**
 * Instruments by token, remembered for a minute once they were found and well-formed: they change overnight, and
 * one that was missing or malformed is looked up again so that mending the table helps at once.
 */
const instrumentsFrom = (tables: TableReader, clock: Clock) => {
  const held = new Map<number, { readonly instrument: Readable<Instrument>; readonly since: number }>();
  return async (tokens: ReadonlySet<number>): Promise<Map<number, Readable<Instrument>>> => {
    const now = clock.now();
    const found = new Map<number, Readable<Instrument>>();
    const missing: number[] = [];
    for (const token of tokens) {
      const known = held.get(token);
      if (known !== undefined && now - known.since < INSTRUMENT_AGE_MS) found.set(token, known.instrument);
      else missing.push(token);
    }
    if (missing.length === 0) return found;
    if (held.size + missing.length > INSTRUMENTS_HELD) held.clear();
    for (const [token, instrument] of byToken(
      await tables.getMany('instruments', keysOf(missing)),
      instrumentOf,
    )) {
      found.set(token, instrument);
      if ('value' in instrument) held.set(token, { instrument, since: now });
    }
    return found;
  };
};

/**
 * The context of a batch: controls no older than a second, instruments no older than a minute, prices as they
 * are. A live session is not loaded yet, so every live signal is refused with `SESSION_EXPIRED`.
 * @throws TransientError when a table cannot be read: the batch waits, nothing is decided without it.
 */
export const loadRiskContext = ({
  tables,
  clock,
  marketClock,
  broker,
}: RiskContextSources): LoadContext<RiskContext> => {
  const controls = cachedFor(CONTROLS_AGE_MS, clock, async () =>
    readControls(broker, await tables.query('controls', broker)),
  );
  const instruments = instrumentsFrom(tables, clock);
  return async (inputs) => {
    const tokens = tokensOf(inputs);
    const [held, known, prices] = await Promise.all([
      controls(),
      instruments(tokens),
      tokens.size === 0 ? [] : tables.getMany('last-prices', keysOf(tokens)),
    ]);
    return {
      controls: held,
      instruments: known,
      prices: byToken(prices, priceOf),
      now: marketClock.now(),
    };
  };
};
