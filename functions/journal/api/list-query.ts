import * as z from 'zod';
import type { Scope } from '../../../shared/events/brokers.ts';
import { BROKERS } from '../../../shared/events/brokers.ts';
import { instrumentToken, strategyId } from '../../../shared/events/data/fields.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { DEFAULT_PAGE, encodeCursor, pageQuery } from '../../../shared/http/cursor.ts';
import type { JournalList } from '../../../shared/journal/lists.ts';
import { listSpan } from '../../../shared/journal/place.ts';
import { readList } from '../../../shared/journal/read-list.ts';
import type { JournalServices } from './services.ts';

export const brokerParams = z.strictObject({ broker: z.enum(BROKERS) });

/** Query fields of lists that are stored by day. */
export const dayQuery = {
  ...pageQuery,
  date: z.iso.date().optional().describe('Date in India, YYYY-MM-DD; the default is the last 40 days'),
} as const;

/** Query fields of lists of orders, fills and signals. */
export const tradeQuery = z.strictObject({
  ...dayQuery,
  strategy_id: strategyId.optional().describe('Filter by strategy'),
  instrument_token: z
    .string()
    .regex(/^\d{1,10}$/, 'must be an instrument token')
    .transform(Number)
    .pipe(instrumentToken)
    .optional()
    .describe('Filter by instrument'),
});

export type TradeQuery = z.output<typeof tradeQuery>;

/** Description that all journal lists share. */
export const LIST_DESCRIPTION =
  'Newest first by market time. One request reads at most 1,000 entries and then applies the filters: a page may be shorter than its limit or empty; continue while it has a next_cursor. Events of the last second may be missing.';

/** Whether a row matches the filters for strategy and instrument. */
export const passes = (
  { strategy_id, instrument_token }: TradeQuery,
  of: { readonly strategy_id: string; readonly instrument_token: number },
): boolean =>
  (strategy_id === undefined || strategy_id === of.strategy_id) &&
  (instrument_token === undefined || instrument_token === of.instrument_token);

interface DayQuery {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly date?: string | undefined;
}

/** Reads a page of a list. `rowOf` converts an event, or returns undefined to leave it out. */
export const listAnswer = async <Row>(
  { query, now }: { readonly query: DayQuery; readonly now: number },
  services: JournalServices,
  scope: Scope,
  list: JournalList,
  rowOf: (event: Envelope) => Row | undefined,
) => {
  const { rows, next } = await readList(services, {
    scope,
    list,
    ...listSpan(query, now),
    newestFirst: true,
    limit: query.limit ?? DEFAULT_PAGE,
    rowOf,
  });
  return { body: { items: [...rows], ...(next && { next_cursor: encodeCursor(next) }) } };
};
