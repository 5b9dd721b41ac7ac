import * as z from 'zod';
import { timestamp, uuid } from '../../../shared/events/data/fields.ts';
import { DEFAULT_PAGE, encodeCursor, pageOf, pageQuery } from '../../../shared/http/cursor.ts';
import { listSpan } from '../../../shared/journal/place.ts';
import { firstDayWithAny, readList } from '../../../shared/journal/read-list.ts';
import { brokerParams, sessionRoute, totalFields, totalsOf } from './services.ts';

export const listPnl = sessionRoute({
  operation: 'listPnl',
  method: 'GET',
  path: '/portfolio/{broker}/pnl',
  tag: 'Portfolio',
  summary: 'List profit and loss over one day',
  description:
    'Ascending by market time, one point at the first fill of each second with fills. Events of the last second may be missing.',
  params: brokerParams,
  query: z.strictObject({
    ...pageQuery,
    date: z.iso
      .date()
      .optional()
      .describe('Date in India, YYYY-MM-DD; the default is the newest trading day of the last 40 days'),
  }),
  reply: pageOf(
    z.strictObject({
      at: timestamp.describe('Market time'),
      ...totalFields,
      correlation_id: uuid.describe('Id of the trace of the fill: GET /traces/{correlation_id}'),
    }),
  ),
  problems: ['INVALID_CURSOR'],
  async handle({ params: { broker }, query, now }, services) {
    const { days, place } = listSpan(query, now);
    const day = place?.day ?? (await firstDayWithAny(services, broker, 'pnl', days));
    if (day === undefined) return { body: { items: [] } };
    const { rows, next } = await readList(services, {
      scope: broker,
      list: 'pnl',
      days: [day],
      newestFirst: false,
      place,
      limit: query.limit ?? DEFAULT_PAGE,
      rowOf: (event) =>
        event.type === 'pnl_snapshot'
          ? { at: event.ts, ...totalsOf(event.data), correlation_id: event.correlation_id }
          : undefined,
    });
    return { body: { items: [...rows], ...(next && { next_cursor: encodeCursor(next) }) } };
  },
});
