import * as z from 'zod';
import type { EventDefinitions } from '../definition.ts';
import {
  instrumentToken,
  metadata,
  price,
  product,
  quantity,
  signalType,
  strategyId,
  timestamp,
} from './fields.ts';
import { marketQuote } from './market.ts';

/**
 * A strategy's decision. `price` and `timestamp` are those of one tick: the tick that caused it or, with an order
 * latency, the first tick at which the order can be there. Together they are a quote, so no stage has to trade at an
 * older price.
 */
export const tradingSignal = z.strictObject({
  strategy_id: strategyId,
  instrument_token: instrumentToken,
  signal_type: signalType,
  quantity,
  price: price.optional(),
  timestamp,
  confidence: z.number().min(0).max(1).optional(),
  metadata: metadata.optional(),
  /** Absent: the instrument's usual product. */
  product: product.optional(),
  /** What the tick of `price` offered. */
  quote: marketQuote.optional(),
  /** The tick that caused the decision. Absent: it is the tick of `price` and `timestamp`. */
  decided: z.strictObject({ price, timestamp }).optional(),
});

/** One rule's verdict on one signal. */
export const riskCheck = z.strictObject({
  rule: z.string().max(64),
  passed: z.boolean(),
  detail: z.string().max(512).optional(),
});

const validatedSignal = z.strictObject({
  original_signal: tradingSignal,
  validated_quantity: quantity,
  /** The newest market price known when the signal was judged, in rupees. */
  validated_price: price.optional(),
  risk_checks: z.array(riskCheck).max(64),
  timestamp,
});

const rejectedSignal = z.strictObject({
  original_signal: tradingSignal,
  /** The code of the first rule that rejected the signal. */
  rejection_reason: z.string().max(64),
  risk_checks: z.array(riskCheck).max(64),
  timestamp,
});

export const SIGNAL_EVENTS = {
  trading_signal: {
    data: tradingSignal,
    summary: 'A strategy wants to buy or sell, at the price of the tick that made it decide.',
  },
  validated_signal: {
    data: validatedSignal,
    summary: 'Risk lets a signal pass; what every rule said is with it.',
  },
  rejected_signal: {
    data: rejectedSignal,
    summary: 'Risk stops a signal; the code of the first rule that said no is with it.',
  },
} as const satisfies EventDefinitions;
