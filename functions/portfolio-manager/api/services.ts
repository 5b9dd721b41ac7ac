import * as z from 'zod';
import { BROKERS } from '../../../shared/events/brokers.ts';
import { routesFor } from '../../../shared/http/route.ts';
import type { JournalReader } from '../../../shared/journal/read-list.ts';
import type { Quote } from '../../../shared/market/last-price.ts';

/** What the portfolio's routes read from: positions from their table, the series of P&L from the journal. */
export type PortfolioServices = JournalReader;

export const { sessionRoute } = routesFor<PortfolioServices>();

export const brokerParams = z.strictObject({ broker: z.enum(BROKERS) });

/** Rupees. */
export const totalFields = {
  realized_pnl: z.number().describe('Rupees, after fees'),
  unrealized_pnl: z.number().describe('Rupees, at the newest prices known'),
  total_pnl: z.number().describe('Rupees: the two together'),
  fees: z.number().describe('Rupees, all charges so far'),
} as const;

/** The totals among the fields of something that has them. */
export const totalsOf = ({
  realized_pnl,
  unrealized_pnl,
  total_pnl,
  fees,
}: {
  readonly [Field in keyof typeof totalFields]: number;
}) => ({ realized_pnl, unrealized_pnl, total_pnl, fees });

/** The price that something is valued at, and its market time. */
export const markFields = (mark: Quote | undefined) =>
  mark === undefined ? {} : { last_price: mark.price, last_price_timestamp: new Date(mark.at).toISOString() };
