import * as z from 'zod';
import type { EventDefinitions } from '../definition.ts';
import {
  contract,
  fees,
  instrumentToken,
  multiplier,
  orderSide,
  price,
  priceOrZero,
  product,
  quantity,
  strategyId,
  timestamp,
  uuid,
} from './fields.ts';

const order = {
  /** Our id for paper, the broker's for live. A string, because Zerodha's ids have 19 digits. */
  order_id: z.string().min(1).max(64),
  /** The id of the raw trading_signal event of this order. Risk identifies its pending orders by it. */
  signal_id: uuid,
  strategy_id: strategyId,
  instrument_token: instrumentToken,
  signal_type: orderSide,
  execution_mode: z.enum(['paper', 'live']),
  timestamp,
};

const orderPlaced = z.strictObject({
  ...order,
  quantity,
  price: price.optional(),
  tag: z.string().max(20),
});

const orderFilled = z.strictObject({
  ...order,
  /** Id of one execution. An order may fill in several parts, each with its id. */
  fill_id: z.string().min(1).max(64),
  /** Units of this fill. */
  quantity,
  /** Rupees per unit, including slippage. Zero only for a contract that expires worthless. */
  fill_price: priceOrZero,
  /** Rupees per unit of price and unit of quantity; absent: 1. */
  multiplier: multiplier.optional(),
  /** The instrument beyond its token, which exchanges use again after expiry. */
  contract: contract.optional(),
  product: product.optional(),
  /** Why the order exists, if not for a signal. */
  cause: z.enum(['expiry', 'square_off']).optional(),
  /** Rupees; the sum of all charges of this fill. */
  fees,
  /** The market price that the fill was computed from, and its time. */
  market_price: price.optional(),
  market_price_timestamp: timestamp.optional(),
  /** Whether the order is settled by this fill. */
  complete: z.boolean(),
});

const orderFailed = z.strictObject({
  ...order,
  quantity,
  /** A stable code for programs. */
  reason: z.string().min(1).max(64),
  /** A sentence for users. */
  error_message: z.string().min(1).max(512),
});

export const ORDER_EVENTS = {
  order_placed: {
    data: orderPlaced,
    summary: 'An order stands at the broker.',
  },
  order_filled: {
    data: orderFilled,
    summary: 'An order was executed, in whole or in part.',
  },
  order_failed: {
    data: orderFailed,
    summary: 'A validated signal became no order, or an order no fill.',
  },
} as const satisfies EventDefinitions;
