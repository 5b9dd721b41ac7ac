import type { Broker } from '../../shared/events/brokers.ts';
import { positionKey } from '../../shared/events/partition-key.ts';
import type { PnlSnapshot } from '../../shared/events/types.ts';
import type { EmitProjection } from '../../shared/kernel/stage.ts';
import { ACCOUNT_ITEM, type PortfolioItem, strategyItemId } from '../../shared/market/portfolio-items.ts';
import { averagePrice } from '../../shared/market/position.ts';
import { toRupees } from '../../shared/money.ts';
import { type Totals, totalsInRupees, type Valuation, type ValuedPosition } from './valuation.ts';

/** Who writes, at which fill. */
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

export const positionWrite = (stamp: Stamp, valued: ValuedPosition): EmitProjection => {
  const { strategyId, instrumentToken, position, mark, totals } = valued;
  return write({
    ...stamp,
    kind: 'position',
    position_id: positionKey(strategyId, instrumentToken),
    strategy_id: strategyId,
    instrument_token: instrumentToken,
    quantity: position.quantity,
    average_price: toRupees(averagePrice(position)),
    ...(mark && { last_price: mark.price, last_price_timestamp: new Date(mark.at).toISOString() }),
    ...totalsInRupees(totals),
  });
};

export const strategyWrite = (stamp: Stamp, strategyId: string, totals: Totals): EmitProjection =>
  write({
    ...stamp,
    kind: 'strategy',
    position_id: strategyItemId(strategyId),
    strategy_id: strategyId,
    ...totalsInRupees(totals),
  });

export const accountWrite = (stamp: Stamp, { account, open }: Valuation): EmitProjection =>
  write({
    ...stamp,
    kind: 'account',
    position_id: ACCOUNT_ITEM,
    open_positions: open.length,
    ...totalsInRupees(account),
  });

/** A longer list is left out of a snapshot whole, for a part of it would pass for all; the table has them. */
export const MAX_LISTED = 250;

const list = <T>(all: readonly T[]): readonly T[] | undefined => (all.length > MAX_LISTED ? undefined : all);

/** The account as an event: its totals, its strategies, its open positions. */
export const snapshotOf = (broker: Broker, timestamp: string, value: Valuation): PnlSnapshot => {
  const positions = list(value.open)?.map(({ strategyId, instrumentToken, position, mark, totals }) => ({
    strategy_id: strategyId,
    instrument_token: instrumentToken,
    quantity: position.quantity,
    average_price: toRupees(averagePrice(position)),
    ...(mark && { last_price: mark.price }),
    realized_pnl: toRupees(totals.realized),
    unrealized_pnl: toRupees(totals.unrealized),
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
