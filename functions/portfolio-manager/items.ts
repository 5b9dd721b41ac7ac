import type { Broker } from '../../shared/events/brokers.ts';
import type { PnlSnapshot } from '../../shared/events/types.ts';
import type { EmitProjection } from '../../shared/kernel/stage.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import { ACCOUNT_ITEM, type ItemOf, type PortfolioItem } from '../../shared/market/portfolio-items.ts';
import { averagePrice, type Position, realizedProfit } from '../../shared/market/position.ts';
import { add, fromRupees, subtract, toRupees } from '../../shared/money.ts';
import type { Book } from './book.ts';
import type { HeldPosition } from './state.ts';
import { totalsInRupees, type Valuation } from './valuation.ts';

/** The writing stage and the number of the fill. */
export interface Stamp {
  readonly broker: Broker;
  readonly sequence: number;
  readonly updated_at: string;
}

const write = (item: PortfolioItem): EmitProjection => ({
  kind: 'projection',
  table: 'positions',
  item,
  orderedBy: 'sequence',
});

const timeOf = (at: number): string => new Date(at).toISOString();

/** A multiplier and a contract as fields; a multiplier of 1 has none. */
export const contractFields = ({ contract, position: { multiplier } }: HeldPosition) => ({
  ...(contract !== undefined && { contract }),
  ...(multiplier !== 1 && { multiplier }),
});

const markIn = ({ price, at }: Quote) => ({ price, timestamp: timeOf(at) });
const quoteIn = ({ price, timestamp }: ReturnType<typeof markIn>): Quote => ({
  price,
  at: Date.parse(timestamp),
});

const heldFields = (held: HeldPosition) => {
  const { strategyId, instrumentToken, position, updatedAt, lastMark } = held;
  return {
    strategy_id: strategyId,
    instrument_token: instrumentToken,
    ...contractFields(held),
    quantity: position.quantity,
    cost: toRupees(position.cost),
    realized_pnl: toRupees(realizedProfit(position)),
    fees: toRupees(position.fees),
    updated_at: timeOf(updatedAt),
    ...(lastMark !== undefined && { last_mark: markIn(lastMark) }),
  };
};

/** @param key See `contractKey`. */
export const positionWrite = (stamp: Stamp, key: string, held: HeldPosition): EmitProjection =>
  write({
    ...stamp,
    ...heldFields(held),
    kind: 'position',
    position_id: key,
    average_price: toRupees(averagePrice(held.position)),
  });

/** The book is one item, so a reader sees the account at one time. */
export const accountWrite = (stamp: Stamp, { strategies, open, marks }: Book): EmitProjection =>
  write({
    ...stamp,
    kind: 'account',
    position_id: ACCOUNT_ITEM,
    strategies: Array.from(strategies, ([strategy_id, { realized, fees, updatedAt }]) => ({
      strategy_id,
      realized_pnl: toRupees(subtract(realized, fees)),
      fees: toRupees(fees),
      updated_at: timeOf(updatedAt),
    })),
    positions: open.map(heldFields),
    marks: Array.from(marks, ([instrument_token, quote]) => ({
      instrument_token,
      ...(quote.contract !== undefined && { contract: quote.contract }),
      ...markIn(quote),
    })),
  });

type PositionFields = Pick<ItemOf<'position'>, keyof ReturnType<typeof heldFields>>;

const positionIn = ({ quantity, cost, realized_pnl, fees, multiplier = 1 }: PositionFields): Position => ({
  multiplier,
  quantity,
  cost: fromRupees(cost),
  realized: add(fromRupees(realized_pnl), fromRupees(fees)),
  fees: fromRupees(fees),
});

/** The position in an item. */
export const heldIn = (item: PositionFields): HeldPosition => ({
  strategyId: item.strategy_id,
  instrumentToken: item.instrument_token,
  position: positionIn(item),
  updatedAt: Date.parse(item.updated_at),
  ...(item.contract !== undefined && { contract: item.contract }),
  ...(item.last_mark !== undefined && { lastMark: quoteIn(item.last_mark) }),
});

/** The book in the account's item. */
export const bookIn = ({
  strategies,
  positions,
  marks,
}: Pick<ItemOf<'account'>, 'strategies' | 'positions' | 'marks'>): Book => ({
  strategies: new Map(
    strategies.map(({ strategy_id, realized_pnl, fees, updated_at }) => [
      strategy_id,
      {
        realized: add(fromRupees(realized_pnl), fromRupees(fees)),
        fees: fromRupees(fees),
        updatedAt: Date.parse(updated_at),
      },
    ]),
  ),
  open: positions.map(heldIn),
  marks: new Map(
    marks.map(({ instrument_token, contract, ...quote }) => [
      instrument_token,
      { ...quoteIn(quote), contract },
    ]),
  ),
});

/**
 * A snapshot leaves out a longer list completely, because a part of it would look complete. The table has all
 * entries.
 */
export const MAX_LISTED = 250;

const list = <T>(all: readonly T[]): readonly T[] | undefined => (all.length > MAX_LISTED ? undefined : all);

/** The account as an event: totals, strategies and open positions. */
export const snapshotOf = (broker: Broker, timestamp: string, value: Valuation): PnlSnapshot => {
  const positions = list(value.open)?.map((held) => ({
    strategy_id: held.strategyId,
    instrument_token: held.instrumentToken,
    ...contractFields(held),
    quantity: held.position.quantity,
    average_price: toRupees(averagePrice(held.position)),
    ...(held.mark && { last_price: held.mark.price }),
    realized_pnl: toRupees(held.totals.realized),
    unrealized_pnl: toRupees(held.totals.unrealized),
  }));
  const strategies = list([...value.strategies])?.map(([strategy_id, totals]) => ({
    strategy_id,
    ...totalsInRupees(totals),
  }));
  return {
    broker,
    ...totalsInRupees(value.account),
    ...(positions && { positions }),
    ...(strategies && { strategies }),
    timestamp,
  };
};
