import * as z from 'zod';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, pageOf, pageQuery } from '../../../shared/http/cursor.ts';
import { idOf } from '../strategy-set.ts';
import { allStrategies, sessionRoute } from './services.ts';
import { strategySummaries, strategySummary } from './strategy-view.ts';

/** Id of the last strategy on the previous page. */
const place = z.strictObject({ after: z.string().max(256) });

export const listStrategies = sessionRoute({
  operation: 'listStrategies',
  method: 'GET',
  path: '/strategies',
  tag: 'Strategies',
  summary: 'List strategies',
  description: 'Lists all strategies in the order of their ids, without their instruments.',
  query: z.strictObject(pageQuery),
  reply: pageOf(strategySummary),
  problems: ['INVALID_CURSOR'],
  async handle({ query: { limit = DEFAULT_PAGE, cursor } }, services) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, place).after;
    const all = await allStrategies(services);
    const rest = all
      .toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
      .filter((item) => after === undefined || idOf(item) > after);
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    const items = strategySummaries(page, all);
    return last === undefined || rest.length <= limit
      ? { body: { items } }
      : { body: { items, next_cursor: encodeCursor({ after: idOf(last) }) } };
  },
});
