import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { type Instrument, instrumentItem } from '../instrument.ts';

/** A row of the instrument master. */
export interface MasterRow {
  readonly instrument: Instrument;
  /** Kite's `name`: the company of a share, the underlying of a contract. */
  readonly name?: string;
}

/**
 * Pages of a version. Of 120,000 instruments a page has some 230 in 5 kB: one instrument costs a small read, and all of
 * them three replies.
 */
const PAGES = 512;

/** The sort key of the page that has a token. The low byte of a token is its segment, the rest a serial number. */
export const pageOf = (token: number): string => String(Math.floor(token / 256) % PAGES).padStart(3, '0');

/** A list for each field, all of the same length. Lists of equal things compress better than rows. */
const columns = z.record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])));

type Columns = z.infer<typeof columns>;

/** The fields that Kite's file and the tables of contracts tell. A user's fields are not in the master. */
const FIELDS = [
  'instrument_token',
  'tradingsymbol',
  'exchange',
  'segment',
  'tick_size',
  'lot_size',
  'freeze_quantity',
  'closing_auction',
  'multiplier',
  'expiry',
  'strike',
  'underlying',
  'underlying_token',
  'option_type',
  'unlisted_since',
] as const satisfies readonly (keyof Instrument)[];

/** The rows of a page as bytes. Equal rows give equal bytes. */
export const encodePage = (rows: readonly MasterRow[]): Uint8Array => {
  const body: Columns = {};
  for (const field of FIELDS) body[field] = rows.map(({ instrument }) => instrument[field] ?? null);
  body.name = rows.map(({ name }) => name ?? null);
  const used = Object.entries(body).filter(([, column]) => column.some((value) => value !== null));
  return deflateRawSync(JSON.stringify(Object.fromEntries(used)));
};

const columnsIn = (bytes: Uint8Array): Columns =>
  columns.parse(JSON.parse(inflateRawSync(bytes).toString('utf8')));

const rowAt = (body: Columns, place: number): MasterRow => {
  const fields: Record<string, unknown> = {};
  for (const [field, column] of Object.entries(body)) {
    const value = column[place] ?? null;
    if (value !== null) fields[field] = value;
  }
  const name = typeof fields.name === 'string' ? fields.name : undefined;
  return { instrument: instrumentItem.parse(fields), ...(name !== undefined && { name }) };
};

const tokensIn = (body: Columns): Columns[string] => body.instrument_token ?? [];

/** Takes rows before they are made: `expiry` is undefined for what does not expire. */
export type RowFilter = (expiry: string | undefined, token: number, isListed: boolean) => boolean;

/** The rows of a page that a filter takes. @throws Error for bytes that are not from `encodePage` */
export const decodePage = (bytes: Uint8Array, wanted: RowFilter): readonly MasterRow[] => {
  const body = columnsIn(bytes);
  const rows: MasterRow[] = [];
  for (const [place, token] of tokensIn(body).entries()) {
    const expiry = body.expiry?.[place] ?? undefined;
    const isListed = (body.unlisted_since?.[place] ?? null) === null;
    if (wanted(typeof expiry === 'string' ? expiry : undefined, Number(token), isListed)) {
      rows.push(rowAt(body, place));
    }
  }
  return rows;
};

/** The rows of some tokens. @throws Error for bytes that are not from `encodePage` */
export const rowsInPage = (bytes: Uint8Array, tokens: readonly number[]): ReadonlyMap<number, MasterRow> => {
  const body = columnsIn(bytes);
  const known = tokensIn(body);
  const rows = new Map<number, MasterRow>();
  for (const token of tokens) {
    const place = known.indexOf(token);
    if (place >= 0) rows.set(token, rowAt(body, place));
  }
  return rows;
};
