import * as z from 'zod';
import { instrumentToken, price, strategyId, timestamp } from '../../../shared/events/data/fields.ts';
import { averagePrice } from '../../../shared/market/position.ts';
import { toRupees } from '../../../shared/money.ts';
import { totalsInRupees, type ValuedPosition } from '../valuation.ts';
import { markFields, totalFields } from './services.ts';

/** The mark of an instrument and its time: the same in all rows of a reply. */
export const lastPriceFields = {
  last_price: price.optional().describe('Mark-to-market price in rupees; absent when closed'),
  last_price_timestamp: timestamp.optional(),
} as const;

export const positionRow = z.strictObject({
  strategy_id: strategyId,
  instrument_token: instrumentToken,
  quantity: z.int().describe('Units, negative for short, zero when closed'),
  average_price: z.number().min(0).describe('Average entry price in rupees, zero when closed'),
  ...lastPriceFields,
  ...totalFields,
  updated_at: timestamp.describe('Market time of the last fill of the position'),
});

export const positionRowOf = ({
  strategyId: strategy_id,
  instrumentToken: instrument_token,
  position,
  mark,
  totals,
  updatedAt,
}: ValuedPosition): z.input<typeof positionRow> => ({
  strategy_id,
  instrument_token,
  quantity: position.quantity,
  average_price: toRupees(averagePrice(position)),
  ...markFields(mark),
  ...totalsInRupees(totals),
  updated_at: new Date(updatedAt).toISOString(),
});
