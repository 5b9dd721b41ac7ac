import * as z from 'zod';
import { instrumentToken, multiplier, price } from '../../../shared/events/data/fields.ts';
import { contractOf, instrumentItem, SEGMENTS } from '../../../shared/market/instrument.ts';
import type { MasterRow } from '../../../shared/market/master/page.ts';
import { INSTRUMENT_TYPES, typeOf } from '../../../shared/market/search/entry.ts';

/** An instrument as the API shows it. */
export const instrumentRow = z.strictObject({
  contract: z.string().describe('`EXCHANGE:TRADINGSYMBOL`, the name that strategies and orders use'),
  instrument_token: instrumentToken.describe('Unique on one day only: exchanges reuse tokens after expiry'),
  exchange: instrumentItem.shape.exchange,
  tradingsymbol: z.string(),
  name: z.string().optional().describe('Company of a share, underlying of a contract'),
  segment: z.enum(SEGMENTS),
  type: z.enum(INSTRUMENT_TYPES),
  lot_size: z.int().describe('Units per lot; orders are whole lots'),
  tick_size: price.describe('Rupees'),
  expiry: z.iso.date().optional().describe('Last trading day of a contract'),
  strike: z.number().optional().describe('Rupees; options only'),
  underlying: z.string().optional(),
  underlying_token: instrumentToken.optional().describe('What settles the contract when it expires'),
  freeze_quantity: z
    .int()
    .optional()
    .describe('Largest quantity of one order; absent where the exchange sets none'),
  multiplier: multiplier.optional().describe('Rupees per unit of price and unit of quantity; absent: 1'),
});

export const rowOf = ({ instrument, name }: MasterRow): z.infer<typeof instrumentRow> => {
  const { exchange, tradingsymbol, instrument_token, segment, lot_size, tick_size } = instrument;
  const { expiry, strike, underlying, underlying_token, freeze_quantity, multiplier } = instrument;
  return {
    ...{ contract: contractOf(instrument), instrument_token, exchange, tradingsymbol },
    ...(name !== undefined && { name }),
    ...{ segment, type: typeOf(instrument), lot_size, tick_size },
    ...(expiry !== undefined && { expiry }),
    ...(strike !== undefined && { strike }),
    ...(underlying !== undefined && { underlying }),
    ...(underlying_token !== undefined && { underlying_token }),
    ...(freeze_quantity !== undefined && { freeze_quantity }),
    ...(multiplier !== undefined && { multiplier }),
  };
};
