import { topicsFor } from '../../shared/events/topics.ts';
import type { OrderFilled } from '../../shared/events/types.ts';
import { type Emit, emitEvent } from '../../shared/kernel/stage.ts';
import { istDay } from '../../shared/market/ist.ts';
import type { Product } from '../../shared/market/product.ts';
import type { PaperMarket } from './exchange.ts';
import { termsOf } from './own-positions.ts';
import type { PaperOrder } from './paper-order.ts';
import type { PaperOutcome, PaperTrader } from './paper-trader.ts';
import type { PaperEngineState } from './state.ts';

const { ordersFilled, ordersFailed } = topicsFor('paper');

/** An order's outcome as events. */
const eventsOf = (outcome: PaperOutcome): readonly Emit[] => {
  if (!outcome.filled) return [emitEvent(ordersFailed, 'order_failed', outcome.data)];
  const filled = emitEvent(ordersFilled, 'order_filled', outcome.data);
  return outcome.rest === undefined
    ? [filled]
    : [filled, emitEvent(ordersFailed, 'order_failed', outcome.rest)];
};

const isDelivery = ({ product, signal_type }: Pick<OrderFilled, 'product' | 'signal_type'>): boolean =>
  product === 'CNC' && signal_type === 'SELL';

/** Executes an order on the paper market and records in the state what it took and holds now. */
export const execute = (
  trader: PaperTrader,
  state: PaperEngineState,
  order: PaperOrder,
  market: Omit<PaperMarket, 'taken'>,
  product: Product,
): { readonly isFilled: boolean; readonly emits: readonly Emit[] } => {
  const { strategy_id, instrument_token } = order.signal.original_signal;
  const { side } = order;
  const day = istDay(Date.parse(order.timestamp));
  const outcome = trader.execute(
    order,
    { ...market, taken: state.taken.of(instrument_token, side, market.quote) },
    { product, isFirstDelivery: state.deliveries.isFirst(instrument_token, day) },
  );
  if (outcome.filled) {
    const { quantity } = outcome.data;
    const signed = side === 'BUY' ? quantity : -quantity;
    state.positions.add(strategy_id, instrument_token, signed, termsOf(outcome.data, market.instrument));
    state.taken.add(instrument_token, side, market.quote, quantity);
    if (isDelivery(outcome.data)) state.deliveries.add(instrument_token, day);
  }
  return { isFilled: outcome.filled, emits: eventsOf(outcome) };
};
