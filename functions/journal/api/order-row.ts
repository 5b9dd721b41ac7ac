import * as z from 'zod';
import {
  contract,
  fees,
  instrumentToken,
  multiplier,
  orderSide,
  priceOrZero,
  product,
  quantity,
  strategyId,
  timestamp,
  uuid,
} from '../../../shared/events/data/fields.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import type { OrderFilled } from '../../../shared/events/types.ts';

/** What a fill says of its contract and its order. */
export const fillColumns = {
  multiplier: multiplier.optional().describe('Rupees per unit of price and unit of quantity; absent: 1'),
  contract: contract.optional().describe('EXCHANGE:TRADINGSYMBOL'),
  product: product.optional(),
  cause: z.enum(['expiry', 'square_off']).optional().describe('Why the order exists, if not for a signal'),
} as const;

export const fillColumnsOf = (fill: OrderFilled) => ({
  ...(fill.multiplier !== undefined && { multiplier: fill.multiplier }),
  ...(fill.contract !== undefined && { contract: fill.contract }),
  ...(fill.product !== undefined && { product: fill.product }),
  ...(fill.cause !== undefined && { cause: fill.cause }),
});

/** One event of an order. */
export const orderRow = z.strictObject({
  event_id: uuid,
  correlation_id: uuid.describe('Id of the trace: GET /traces/{correlation_id}'),
  order_id: z.string(),
  signal_id: uuid.describe('Event id of the signal that caused the order'),
  status: z
    .enum(['PLACED', 'PARTIALLY_FILLED', 'FILLED', 'FAILED'])
    .describe('Status that this event sets; an order has one entry per event'),
  strategy_id: strategyId,
  instrument_token: instrumentToken,
  side: orderSide,
  quantity: quantity.describe('Units of the order; in a fill or a failure, units of that part'),
  fill_price: priceOrZero.optional().describe('Rupees per unit'),
  ...fillColumns,
  fees: fees.optional().describe('Rupees, all charges of this fill'),
  reason: z.string().optional().describe('Failure code'),
  error_message: z.string().optional().describe('Failure message'),
  execution_mode: z.enum(['paper', 'live']),
  at: timestamp.describe('Market time'),
});

export type OrderRow = z.input<typeof orderRow>;

/** An order's event as a row; undefined for other events. */
export const orderRowOf = (event: Envelope): OrderRow | undefined => {
  if (event.type !== 'order_placed' && event.type !== 'order_filled' && event.type !== 'order_failed') {
    return undefined;
  }
  const { order_id, signal_id, strategy_id, instrument_token, quantity: units, execution_mode } = event.data;
  const common = {
    event_id: event.id,
    correlation_id: event.correlation_id,
    order_id,
    signal_id,
    strategy_id,
    instrument_token,
    side: event.data.signal_type,
    quantity: units,
    execution_mode,
    at: event.ts,
  };
  switch (event.type) {
    case 'order_placed':
      return { ...common, status: 'PLACED' };
    case 'order_filled': {
      const { complete, fill_price, fees: charges } = event.data;
      return {
        ...common,
        ...fillColumnsOf(event.data),
        status: complete ? 'FILLED' : 'PARTIALLY_FILLED',
        fill_price,
        fees: charges,
      };
    }
    case 'order_failed': {
      const { reason, error_message } = event.data;
      return { ...common, status: 'FAILED', reason, error_message };
    }
  }
};
