import * as z from 'zod';
import { product } from '../../../shared/events/data/fields.ts';
import { isExpired } from '../../../shared/market/contract.ts';
import { instrumentItem } from '../../../shared/market/instrument.ts';
import type { MasterRow } from '../../../shared/market/master/page.ts';
import { productsOf } from '../../../shared/market/product.ts';
import { loadedMaster } from '../../../shared/market/search/loaded-master.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { instrumentRow, rowOf } from './instrument-view.ts';
import { type InstrumentServices, sessionRoute } from './services.ts';

const TOKEN = /^\d{1,10}$/;

const orNearest = (names: readonly string[]): string =>
  names.length === 0 ? 'search with GET /instruments?q=' : `nearest: ${names.join(', ')}`;

/** @throws ProblemError `NOT_FOUND` with the nearest names */
const byName = async (name: string, now: number, services: InstrumentServices): Promise<MasterRow> => {
  const { names } = await services.indexNow();
  const named = names.find(name, now);
  switch (named.kind) {
    case 'found':
    case 'expired':
      return named.row;
    case 'ambiguous':
      throw new ProblemError(
        'NOT_FOUND',
        `${name} is not one instrument: it may be ${named.matches.join(', ')}`,
      );
    case 'unknown':
      throw new ProblemError('NOT_FOUND', `instrument ${name} is not listed; ${orNearest(named.nearest)}`);
    default:
      return named satisfies never;
  }
};

/** @throws ProblemError `NOT_FOUND` */
const byToken = async (token: string, { master }: InstrumentServices): Promise<MasterRow> => {
  const row = await master.readRow(Number(token));
  if (row === undefined) throw new ProblemError('NOT_FOUND', `instrument token ${token} is not listed`);
  return row;
};

export const getInstrument = sessionRoute({
  operation: 'getInstrument',
  method: 'GET',
  path: '/instruments/{contract}',
  tag: 'Instruments',
  summary: 'Get an instrument',
  description: 'By its name `EXCHANGE:TRADINGSYMBOL`, such as `NSE:RELIANCE`, or by its token.',
  params: z.strictObject({ contract: z.string().min(1).max(80) }),
  reply: instrumentRow.extend({
    products: z.array(product).describe('Products of its segment, the usual one first'),
    closing_auction: z.boolean().optional().describe('Whether a share closes by auction'),
    is_expired: z.boolean(),
    unlisted_since: instrumentItem.shape.unlisted_since.describe(
      'First day whose file of the broker lacks it; absent: it is listed',
    ),
    day: z.iso.date().describe('Day of the instruments'),
  }),
  problems: ['NOT_FOUND', 'NOT_CONFIGURED'],
  async handle({ params: { contract }, now }, services) {
    const { day } = await loadedMaster(services.master);
    const row = TOKEN.test(contract)
      ? await byToken(contract, services)
      : await byName(contract, now, services);
    const { segment, closing_auction, unlisted_since } = row.instrument;
    return {
      body: {
        ...rowOf(row),
        products: [...productsOf(segment)],
        ...(closing_auction !== undefined && { closing_auction }),
        is_expired: isExpired(row.instrument, now),
        ...(unlisted_since !== undefined && { unlisted_since }),
        day,
      },
    };
  },
});
