import * as z from 'zod';
import type { Broker } from '../../../shared/events/brokers.ts';
import { strategyId } from '../../../shared/events/data/fields.ts';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, pageOf, pageQuery } from '../../../shared/http/cursor.ts';
import { portfolioItem } from '../../../shared/market/portfolio-items.ts';
import { bookIn, heldIn } from '../items.ts';
import type { HeldPosition } from '../state.ts';
import { markOf, valued } from '../valuation.ts';
import { positionRow, positionRowOf } from './position-row.ts';
import { readAccount } from './read-account.ts';
import { readQuotes } from './read-quotes.ts';
import { brokerParams, type PortfolioServices, sessionRoute } from './services.ts';

const query = z.strictObject({
  ...pageQuery,
  open: z
    .enum(['true', 'false', 'all'])
    .default('all')
    .describe('true: open positions; false: closed positions; all: both'),
  strategy_id: strategyId.optional().describe('Filter by strategy'),
});

/** Sort key of the last item read. The route names the account, so a cursor grants no access. */
const place = z.strictObject({
  position: z
    .string()
    .max(256)
    .regex(/^\P{Cc}+$/u),
});

/** Items that one request reads at most. */
const MAX_ITEMS = 1_000;
const READ = 200;

/** Sort-key range of one strategy, or no bounds. */
const bounds = (strategy: string | undefined) =>
  strategy === undefined ? {} : { sortKeyFrom: `${strategy}:`, sortKeyTo: `${strategy}:~` };

const passes = (open: z.output<typeof query>['open'], quantity: number): boolean =>
  open === 'all' || (open === 'true') === (quantity !== 0);

const readPositions = async (
  { tables, onBadItem }: PortfolioServices,
  broker: string,
  { open, strategy_id, cursor, limit = DEFAULT_PAGE }: z.output<typeof query>,
) => {
  const held: HeldPosition[] = [];
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
        if (held.length === limit) return { held, next: after };
        held.push(heldIn(data));
      }
      after = String(item.position_id);
    }
    if (!more) return { held, next: undefined };
  }
  return { held, next: after };
};

/** Marks of open positions, one per instrument. */
const readMarks = async (services: PortfolioServices, broker: Broker, held: readonly HeldPosition[]) => {
  const open = held.filter(({ position }) => position.quantity !== 0);
  if (open.length === 0) return () => undefined;
  const [account, quotes] = await Promise.all([
    readAccount(services, broker),
    readQuotes(
      services,
      open.map(({ instrumentToken }) => instrumentToken),
    ),
  ]);
  const marks = account === undefined ? new Map<number, never>() : bookIn(account).marks;
  return (one: HeldPosition) => markOf(marks, quotes, one);
};

export const listPositions = sessionRoute({
  operation: 'listPositions',
  method: 'GET',
  path: '/portfolio/{broker}/positions',
  tag: 'Portfolio',
  summary: 'List positions',
  description:
    'Ordered by strategy and instrument. One request reads at most 1,000 positions. With a filter, a page may be shorter than its limit or empty; continue while it has a next_cursor.',
  params: brokerParams,
  query,
  reply: pageOf(positionRow),
  problems: ['INVALID_CURSOR'],
  async handle({ params, query: asked }, services) {
    const { held, next } = await readPositions(services, params.broker, asked);
    const markFor = await readMarks(services, params.broker, held);
    const items = held.map((one) => positionRowOf(valued(one, markFor(one))));
    return {
      body: { items, ...(next !== undefined && { next_cursor: encodeCursor({ position: next }) }) },
    };
  },
});
