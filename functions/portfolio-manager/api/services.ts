import * as z from 'zod';
import { BROKERS } from '../../../shared/events/brokers.ts';
import { routesFor } from '../../../shared/http/route.ts';
import type { JournalReader } from '../../../shared/journal/read-list.ts';
import type { Quote } from '../../../shared/market/last-price.ts';

/** Dependencies of the portfolio routes: positions come from their table, the P&L series from the journal. */
export type PortfolioServices = JournalReader;

export const { sessionRoute } = routesFor<PortfolioServices>();

export const brokerParams = z.strictObject({ broker: z.enum(BROKERS) });

/** Rupees. */
export const totalFields = {
  realized_pnl: z.number().describe('Rupees, after fees'),
  unrealized_pnl: z.number().describe('Rupees, at the newest known prices'),
  total_pnl: z.number().describe('Rupees: realized_pnl plus unrealized_pnl'),
  fees: z.number().describe('Rupees, all charges to date'),
} as const;

/** The four totals of an object. */
export const totalsOf = ({
  realized_pnl,
  unrealized_pnl,
  total_pnl,
  fees,
}: {
  readonly [Field in keyof typeof totalFields]: number;
}) => ({ realized_pnl, unrealized_pnl, total_pnl, fees });

/** The mark and its market time as reply fields. */
export const markFields = (mark: Quote | undefined) =>
  mark === undefined ? {} : { last_price: mark.price, last_price_timestamp: new Date(mark.at).toISOString() };
