import * as z from 'zod';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, pageOf, pageQuery } from '../../../shared/http/cursor.ts';
import { instrumentItem, SEGMENTS } from '../../../shared/market/instrument.ts';
import { istDate } from '../../../shared/market/ist.ts';
import { INSTRUMENT_TYPES, type InstrumentType } from '../../../shared/market/search/entry.ts';
import { MAX_RANK } from '../../../shared/market/search/instrument-search.ts';
import { loadedMaster } from '../../../shared/market/search/loaded-master.ts';
import { instrumentRow, rowOf } from './instrument-view.ts';
import { sessionRoute } from './services.ts';

const { exchange, tradingsymbol, expiry, strike, underlying, option_type } = instrumentItem.shape;

/** Rank and row of the last result on the previous page. */
const place = z.strictObject({
  rank: z.int().min(0).max(MAX_RANK),
  row: z.strictObject({
    ...{ exchange, tradingsymbol, segment: z.enum(SEGMENTS) },
    ...{ expiry, strike, underlying, option_type },
  }),
});

const TYPE_NAMES = [...INSTRUMENT_TYPES, 'OPT'] as const;

const typesOf = (name: (typeof TYPE_NAMES)[number]): readonly InstrumentType[] =>
  name === 'OPT' ? ['CE', 'PE'] : [name];

const STRIKES = /^(\d{1,9}(?:\.\d{1,4})?)(?:-(\d{1,9}(?:\.\d{1,4})?))?$/;

const strikesOf = (text: string): { readonly from: number; readonly to: number } => {
  const [, from, to = from] = STRIKES.exec(text) ?? [];
  return { from: Number(from), to: Number(to) };
};

const EXPIRY = /^(nearest|next|\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)$/;

const query = z.strictObject({
  ...pageQuery,
  q: z
    .string()
    .max(100)
    .optional()
    .describe(
      'Words of the symbol, the company or the underlying, and strikes, types and months as in `nifty 24500 ce nov`; absent: all instruments that fulfil the other conditions',
    ),
  exchange: exchange.optional(),
  segment: z.enum(SEGMENTS).optional(),
  underlying: z.string().min(1).max(64).toUpperCase().optional().describe('Of contracts, such as NIFTY'),
  expiry: z
    .string()
    .regex(EXPIRY, 'must be a date, a month, nearest or next')
    .optional()
    .describe(
      'A date `2026-12-01`, a month `2026-12`, or `nearest` or `next`: of the futures or options of each underlying',
    ),
  strike: z
    .string()
    .regex(STRIKES, 'must be a strike such as 24500, or a range such as 24000-25000')
    .optional()
    .describe('Rupees: one strike, or a range such as `24000-25000` with both ends'),
  type: z.enum(TYPE_NAMES).optional().describe('OPT: CE and PE'),
});

export const searchInstruments = sessionRoute({
  operation: 'searchInstruments',
  method: 'GET',
  path: '/instruments',
  tag: 'Instruments',
  summary: 'Search instruments',
  description:
    'Searches the instruments that Zerodha listed this morning. The exact symbol comes first, then symbols and names ' +
    'that begin with the words, then parts of words. Shares and indices come before contracts, nearer expiries before ' +
    'later ones. Contracts that have expired are left out.',
  query,
  reply: pageOf(instrumentRow).extend({ day: z.iso.date().describe('Day of the instruments') }),
  problems: ['INVALID_CURSOR', 'NOT_CONFIGURED'],
  async handle({ query, now }, services) {
    const { q = '', limit = DEFAULT_PAGE, cursor, strike, type, ...conditions } = query;
    const after = cursor === undefined ? undefined : decodeCursor(cursor, place);
    const { day } = await loadedMaster(services.master);
    const { search } = await services.indexNow();
    const { rows, next } = search({
      ...conditions,
      text: q,
      day: istDate(now),
      limit,
      after,
      ...(strike !== undefined && { strike: strikesOf(strike) }),
      ...(type !== undefined && { types: typesOf(type) }),
    });
    const items = rows.map(rowOf);
    return { body: { items, day, ...(next !== undefined && { next_cursor: encodeCursor(next) }) } };
  },
});
