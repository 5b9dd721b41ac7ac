import * as z from 'zod';
import { instrumentToken, price, strategyId, timestamp } from '../../../shared/events/data/fields.ts';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, pageOf, pageQuery } from '../../../shared/http/cursor.ts';
import { type PortfolioItem, portfolioItem } from '../../../shared/market/portfolio-items.ts';
import { brokerParams, type PortfolioServices, sessionRoute, totalFields, totalsOf } from './services.ts';

const positionRow = z.strictObject({
  strategy_id: strategyId,
  instrument_token: instrumentToken,
  quantity: z.int().describe('Units, negative for short, zero when closed'),
  average_price: z.number().min(0).describe('Rupees per open unit, zero when closed'),
  last_price: price.optional().describe('Rupees: the price of the unrealized profit; absent when closed'),
  last_price_timestamp: timestamp.optional(),
  ...totalFields,
  updated_at: timestamp.describe('Market time of the last fill of the position'),
});

const query = z.strictObject({
  ...pageQuery,
  open: z
    .enum(['true', 'false', 'all'])
    .default('all')
    .describe('Only positions that are open, only those that are closed, or all'),
  strategy_id: strategyId.optional().describe('Only of this strategy'),
});

/**
 * Sort key of the last item that was looked at, of whatever kind: a long run of strategies' items has to be passed
 * too. Of which account, the route says, so that a cursor opens nothing.
 */
const place = z.strictObject({
  position: z
    .string()
    .max(256)
    .regex(/^\P{Cc}+$/u),
});

/** What one request looks through at most. */
const MAX_ITEMS = 1_000;
const READ = 200;

/** Between a strategy's first position and the last; of all of them where none is named. */
const bounds = (strategy: string | undefined) =>
  strategy === undefined ? {} : { sortKeyFrom: `${strategy}:`, sortKeyTo: `${strategy}:~` };

const rowOf = (item: Extract<PortfolioItem, { readonly kind: 'position' }>): z.input<typeof positionRow> => ({
  strategy_id: item.strategy_id,
  instrument_token: item.instrument_token,
  quantity: item.quantity,
  average_price: item.average_price,
  ...(item.last_price !== undefined && { last_price: item.last_price }),
  ...(item.last_price_timestamp !== undefined && { last_price_timestamp: item.last_price_timestamp }),
  ...totalsOf(item),
  updated_at: item.updated_at,
});

const passes = (open: z.output<typeof query>['open'], quantity: number): boolean =>
  open === 'all' || (open === 'true') === (quantity !== 0);

const readPositions = async (
  { tables, onBadItem }: PortfolioServices,
  broker: string,
  { open, strategy_id, cursor, limit = DEFAULT_PAGE }: z.output<typeof query>,
) => {
  const rows: z.input<typeof positionRow>[] = [];
  let after = cursor === undefined ? undefined : decodeCursor(cursor, place).position;
  for (let read = 0; read < MAX_ITEMS; read += READ) {
    const { items, more } = await tables.page('positions', {
      partitionKey: broker,
      limit: READ,
      newestFirst: false,
      ...bounds(strategy_id),
      ...(after !== undefined && { after }),
    });
    for (const item of items) {
      const { data, error } = portfolioItem.safeParse(item);
      if (error !== undefined) onBadItem('positions', String(item.position_id), error.message);
      if (data?.kind === 'position' && passes(open, data.quantity)) {
        if (rows.length === limit) return { rows, next: after };
        rows.push(rowOf(data));
      }
      after = String(item.position_id);
    }
    if (!more) return { rows, next: undefined };
  }
  return { rows, next: after };
};

export const listPositions = sessionRoute({
  operation: 'listPositions',
  method: 'GET',
  path: '/portfolio/{broker}/positions',
  tag: 'Portfolio',
  summary: 'Positions of an account, by strategy and instrument',
  description:
    'Ordered by strategy and instrument. One request reads at most 1,000 positions: with a filter a page may be shorter than its limit, or empty, and go on all the same while it has a next_cursor.',
  params: brokerParams,
  query,
  reply: pageOf(positionRow),
  problems: ['INVALID_CURSOR'],
  async handle({ params, query: asked }, services) {
    const { rows, next } = await readPositions(services, params.broker, asked);
    return {
      body: { items: rows, ...(next !== undefined && { next_cursor: encodeCursor({ position: next }) }) },
    };
  },
});
