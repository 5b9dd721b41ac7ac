import * as z from 'zod';
import {
  contract,
  instrumentToken,
  multiplier,
  priceOrZero,
  strategyId,
  timestamp,
} from '../../../shared/events/data/fields.ts';
import { averagePrice } from '../../../shared/market/position.ts';
import { toRupees } from '../../../shared/money.ts';
import { contractFields } from '../items.ts';
import { totalsInRupees, type ValuedPosition } from '../valuation.ts';
import { markFields, totalFields } from './services.ts';

/** The mark of an instrument and its time: the same in all rows of a reply. */
export const lastPriceFields = {
  last_price: priceOrZero.optional().describe('Mark-to-market price in rupees; absent when closed'),
  last_price_timestamp: timestamp.optional(),
} as const;

/** The contract of a position, and what one unit of its price is worth. */
export const contractColumns = {
  contract: contract.optional().describe('EXCHANGE:TRADINGSYMBOL; absent if the fills did not name it'),
  multiplier: multiplier.optional().describe('Rupees per unit of price and unit of quantity; absent: 1'),
} as const;

export const positionRow = z.strictObject({
  strategy_id: strategyId,
  instrument_token: instrumentToken,
  ...contractColumns,
  quantity: z.int().describe('Units, negative for short, zero when closed'),
  average_price: z.number().min(0).describe('Average entry price in rupees, zero when closed'),
  ...lastPriceFields,
  ...totalFields,
  updated_at: timestamp.describe('Market time of the last fill of the position'),
});

export const positionRowOf = (held: ValuedPosition): z.input<typeof positionRow> => ({
  strategy_id: held.strategyId,
  instrument_token: held.instrumentToken,
  ...contractFields(held),
  quantity: held.position.quantity,
  average_price: toRupees(averagePrice(held.position)),
  ...markFields(held.mark),
  ...totalsInRupees(held.totals),
  updated_at: new Date(held.updatedAt).toISOString(),
});
