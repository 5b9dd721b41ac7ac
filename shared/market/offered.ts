import type { MarketTick, TradingSignal } from '../events/types.ts';

/** Orders that wait at one price. */
export interface BookLevel {
  /** Rupees. */
  readonly price: number;
  /** Units. */
  readonly quantity: number;
}

/** The waiting orders of an instrument, the best price of each side first. */
interface Book {
  readonly buy: readonly BookLevel[];
  readonly sell: readonly BookLevel[];
}

/** What the market offers at a price; an absent field is not known. Field names are those of a tick. */
export interface Offered {
  readonly depth?: Book | undefined;
  /** ISO 8601. */
  readonly last_trade_time?: string | undefined;
  /** Rupees. The exchange takes no price beyond them on this day. */
  readonly upper_circuit_limit?: number | undefined;
  readonly lower_circuit_limit?: number | undefined;
  /** The range of the replayed bar of the price, in rupees. */
  readonly bar?: { readonly low: number; readonly high: number } | undefined;
}

type MarketQuote = NonNullable<TradingSignal['quote']>;

/** Kite's full mode has five. */
const MAX_LEVELS = 5;

type Levels = NonNullable<MarketTick['depth']>['buy'];

/** A feed fills absent levels with zeros. */
const waiting = (levels: Levels): Levels =>
  levels.filter(({ price, quantity }) => price > 0 && quantity > 0).slice(0, MAX_LEVELS);

/** What a tick says beside its price that a fill depends on; undefined if it says nothing. */
export const offeredBy = (tick: MarketTick): MarketQuote | undefined => {
  const { depth, last_trade_time, upper_circuit_limit, lower_circuit_limit, bar } = tick;
  const known = depth ?? last_trade_time ?? upper_circuit_limit ?? lower_circuit_limit ?? bar;
  if (known === undefined) return undefined;
  return {
    ...(depth !== undefined && { depth: { buy: waiting(depth.buy), sell: waiting(depth.sell) } }),
    ...(last_trade_time !== undefined && { last_trade_time }),
    ...(upper_circuit_limit !== undefined && { upper_circuit_limit }),
    ...(lower_circuit_limit !== undefined && { lower_circuit_limit }),
    ...(bar !== undefined && { bar }),
  };
};
