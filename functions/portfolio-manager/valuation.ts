import { type ContractQuote, isSameContract } from '../../shared/market/contract.ts';
import { newerQuote, type Quote } from '../../shared/market/last-price.ts';
import { realizedProfit, unrealizedProfit, worth } from '../../shared/market/position.ts';
import { add, fromRupees, type Money, subtract, toRupees, ZERO } from '../../shared/money.ts';
import type { Book } from './book.ts';
import type { HeldPosition } from './state.ts';

/** Sums of profit. Realized profit is after fees; `fees` is the amount that was subtracted. */
export interface Totals {
  readonly realized: Money;
  readonly unrealized: Money;
  readonly fees: Money;
}

export interface ValuedPosition extends HeldPosition {
  /** The price of the valuation; absent if the position is flat. */
  readonly mark: Quote | undefined;
  readonly totals: Totals;
}

/** The sum of all open positions in one instrument. */
export interface ValuedInstrument {
  readonly instrumentToken: number;
  readonly contract: string | undefined;
  readonly multiplier: number;
  /** Signed units; zero if the strategies' positions cancel out. */
  readonly quantity: number;
  /** Value of the net quantity at the mark; negative for a short position. */
  readonly value: Money;
  readonly mark: Quote | undefined;
  /** Count of strategies with a position in it. */
  readonly strategies: number;
  readonly totals: Totals;
}

interface ValuedStrategy extends Totals {
  /** Time of its last fill, epoch milliseconds. */
  readonly updatedAt: number;
}

/**
 * An account at one price per instrument. The account's totals are the sum of `strategies`, the sum of `open` and
 * `closed`, and the sum of `instruments` and `closed`.
 */
export interface Valuation {
  readonly account: Totals;
  /** By strategy id, in order of the ids. */
  readonly strategies: ReadonlyMap<string, ValuedStrategy>;
  /** By strategy and instrument. */
  readonly open: readonly ValuedPosition[];
  /** By instrument. */
  readonly instruments: readonly ValuedInstrument[];
  /** Profit of positions that are now flat. */
  readonly closed: Totals;
}

const NOTHING: Totals = { realized: ZERO, unrealized: ZERO, fees: ZERO };

const sum = (a: Totals, b: Totals): Totals => ({
  realized: add(a.realized, b.realized),
  unrealized: add(a.unrealized, b.unrealized),
  fees: add(a.fees, b.fees),
});

const difference = (a: Totals, b: Totals): Totals => ({
  realized: subtract(a.realized, b.realized),
  unrealized: subtract(a.unrealized, b.unrealized),
  fees: subtract(a.fees, b.fees),
});

/** Prices by token. */
type Quotes = ReadonlyMap<number, ContractQuote>;

/**
 * The newest price of a position's contract: the recorded one, or the one of the last fill. At the same time the fill's
 * price wins, so that the value does not depend on whether the recorder or the engine was first. A price of another
 * contract of the same token never counts.
 */
export const markOf = (
  marks: Book['marks'],
  quotes: Quotes,
  { instrumentToken, contract, lastMark }: HeldPosition,
): Quote | undefined => {
  if (lastMark !== undefined) return lastMark;
  const own = (prices: Quotes): Quote | undefined => {
    const quote = prices.get(instrumentToken);
    return quote && isSameContract(quote.contract, contract) ? quote : undefined;
  };
  return newerQuote(own(marks), own(quotes));
};

/** A position at a price. */
export const valued = (held: HeldPosition, mark: Quote | undefined): ValuedPosition => {
  const { position } = held;
  const price = position.quantity === 0 ? undefined : mark;
  const unrealized = price === undefined ? ZERO : unrealizedProfit(position, fromRupees(price.price));
  return {
    ...held,
    mark: price,
    totals: { realized: realizedProfit(position), unrealized, fees: position.fees },
  };
};

const netOf = (open: readonly ValuedPosition[]): readonly ValuedInstrument[] => {
  const instruments = new Map<string, ValuedInstrument>();
  for (const { instrumentToken, contract, position, mark, totals } of open) {
    const key = `${instrumentToken} ${contract}`;
    const before = instruments.get(key);
    const quantity = (before?.quantity ?? 0) + position.quantity;
    instruments.set(key, {
      ...{ instrumentToken, contract, quantity, multiplier: position.multiplier },
      value: add(
        before?.value ?? ZERO,
        mark === undefined ? ZERO : worth(position, fromRupees(mark.price), position.quantity),
      ),
      mark,
      strategies: (before?.strategies ?? 0) + 1,
      totals: sum(before?.totals ?? NOTHING, totals),
    });
  }
  return [...instruments.values()].sort((a, b) => a.instrumentToken - b.instrumentToken);
};

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The whole account, with each instrument at its newest price. */
export const valuation = ({ strategies, open, marks }: Book, quotes: Quotes): Valuation => {
  const valuedOpen = open
    .map((held) => valued(held, markOf(marks, quotes, held)))
    .sort((a, b) => byName(a.strategyId, b.strategyId) || a.instrumentToken - b.instrumentToken);
  const unrealizedOf = (strategy: string): Money =>
    add(
      ZERO,
      ...valuedOpen
        .filter(({ strategyId }) => strategyId === strategy)
        .map(({ totals }) => totals.unrealized),
    );
  const byStrategy = [...strategies]
    .sort(([a], [b]) => byName(a, b))
    .map(([id, { realized, fees, updatedAt }]): [string, ValuedStrategy] => [
      id,
      { realized: subtract(realized, fees), unrealized: unrealizedOf(id), fees, updatedAt },
    ]);
  const account = byStrategy.map(([, totals]) => totals).reduce(sum, NOTHING);
  return {
    account,
    strategies: new Map(byStrategy),
    open: valuedOpen,
    instruments: netOf(valuedOpen),
    closed: difference(account, valuedOpen.map(({ totals }) => totals).reduce(sum, NOTHING)),
  };
};

/** The form in events and replies, in rupees. */
export const totalsInRupees = ({ realized, unrealized, fees }: Totals) => ({
  realized_pnl: toRupees(realized),
  unrealized_pnl: toRupees(unrealized),
  total_pnl: toRupees(add(realized, unrealized)),
  fees: toRupees(fees),
});
