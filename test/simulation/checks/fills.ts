import type { Broker } from '../../../shared/events/brokers.ts';
import { positionKey } from '../../../shared/events/partition-key.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { OrderFilled } from '../../../shared/events/types.ts';
import type { Evidence } from './evidence.ts';

/** Whole ten-thousandths of a rupee, added up by other code than the stages'. */
export interface Sums {
  readonly units: Map<string, number>;
  readonly cash: Map<string, bigint>;
}

export const toUnits = (rupees: number): bigint => BigInt(Math.round(rupees * 10_000));

/** By position key. */
export const sumOf = (fills: Iterable<OrderFilled>): Sums => {
  const sums: Sums = { units: new Map(), cash: new Map() };
  for (const fill of fills) {
    const key = positionKey(fill.strategy_id, fill.instrument_token);
    const units = fill.signal_type === 'BUY' ? fill.quantity : -fill.quantity;
    sums.units.set(key, (sums.units.get(key) ?? 0) + units);
    sums.cash.set(
      key,
      (sums.cash.get(key) ?? 0n) -
        toUnits(fill.fill_price) * BigInt(units * (fill.multiplier ?? 1)) -
        toUnits(fill.fees),
    );
  }
  return sums;
};

/** Each execution once. */
export const fillsOf = (evidence: Evidence, broker: Broker): readonly OrderFilled[] => {
  const fills = new Map<string, OrderFilled>();
  for (const { event } of evidence.soundlySaid(topicsFor(broker).ordersFilled.name)) {
    if (event.type === 'order_filled') fills.set(`${event.data.order_id}/${event.data.fill_id}`, event.data);
  }
  return [...fills.values()];
};
