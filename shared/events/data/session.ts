import * as z from 'zod';
import type { EventDefinitions } from '../definition.ts';
import { amount, contract, instrumentToken, price, strategyId, timestamp, uuid } from './fields.ts';

/** Markets that open and close together. Since 2026-08-03 shares with derivatives close by auction, before the others. */
export const SESSION_MARKETS = [
  'shares',
  'auction_shares',
  'derivatives',
  'currencies',
  'commodities',
] as const;

export const SESSION_MOMENTS = ['day_opens', 'square_off', 'expiry'] as const;

const sessionEvent = z.strictObject({
  kind: z.enum(SESSION_MOMENTS),
  market: z.enum(SESSION_MARKETS),
  /** The trading day in India, `YYYY-MM-DD`. */
  date: z.iso.date(),
  timestamp,
});

export const ADJUSTING_ACTIONS = ['split', 'bonus', 'dividend'] as const;

/** What a corporate action does to one strategy's position. The cost of the position stays what it was. */
const positionAdjusted = z.strictObject({
  /** Of the action and the position: an adjustment counts once. */
  adjustment_id: uuid,
  strategy_id: strategyId,
  instrument_token: instrumentToken,
  contract,
  kind: z.enum(ADJUSTING_ACTIONS),
  ex_date: z.iso.date(),
  /** Signed units. */
  quantity_before: z.int(),
  quantity_after: z.int(),
  /** Rupees that the account receives: a dividend, and the value of fractions of a share; negative for a short position. */
  cash: amount,
  /** The last price before the ex date, as it is after the action. */
  market_price: price.optional(),
  execution_mode: z.literal('paper'),
  timestamp,
});

export const SESSION_EVENTS = {
  session_event: {
    data: sessionEvent,
    summary:
      'A moment of a trading day at which positions change by themselves: it opens, intraday positions are closed, contracts expire.',
  },
  position_adjusted: {
    data: positionAdjusted,
    summary: 'A split, a bonus or a dividend changed a position.',
  },
} as const satisfies EventDefinitions;
