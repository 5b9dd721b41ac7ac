import { type Instrument, instrumentItem, SEGMENTS } from '../instrument.ts';
import { valueOn } from './dated.ts';
import { FREEZE_QUANTITIES, INDEX_LOTS, INDEX_OF_CONTRACTS, indexFutureTick } from './indices.ts';
import { isDerivative, multiplierOn } from './multipliers.ts';

/** Columns of Kite's instruments file (`GET /instruments`) that say what an instrument is. */
export const KITE_COLUMNS = [
  'instrument_token',
  'tradingsymbol',
  'name',
  'expiry',
  'strike',
  'tick_size',
  'lot_size',
  'instrument_type',
  'segment',
  'exchange',
] as const;

/** A row of the file, as text. The file may lack the last price, which is old. */
export type KiteRow = Readonly<Record<(typeof KITE_COLUMNS)[number], string>> & {
  readonly last_price?: string;
};

type Draft = Readonly<Record<string, string | number>>;

export type KiteInstrument =
  | { readonly instrument: Instrument }
  /** No stage can trade it; the reason names what is unknown and the remedy. */
  | { readonly leftOut: string }
  /** A field that has another form than the file's; the fields as far as they could be read. */
  | { readonly malformed: Draft };

/** A text that is not a number stays a text, which the schema then refuses. */
const numeric = (text: string): string | number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : text);

const NOTHING: Draft = {};

/** What expires has an expiry, and an option a strike besides. */
const contractFields = ({ name, expiry, strike, instrument_type }: KiteRow): Draft => ({
  ...(expiry !== '' && { expiry }),
  ...(name !== '' && { underlying: name }),
  ...((instrument_type === 'CE' || instrument_type === 'PE') && {
    option_type: instrument_type,
    strike: numeric(strike),
  }),
});

const freezeFields = ({ exchange, segment, name }: KiteRow, day: string): Draft => {
  const isIndex = isDerivative(segment) && (exchange === 'NFO' || exchange === 'BFO');
  const freeze_quantity = isIndex ? valueOn(FREEZE_QUANTITIES, name, day) : undefined;
  return freeze_quantity === undefined ? NOTHING : { freeze_quantity };
};

/**
 * Index rows have tick and lot 0 in the file. On paper an index stands for its future, so it has the future's tick at the
 * row's price (0.05 without one) and the lot of its monthly contracts (1 without any).
 */
const indexSizes = ({ tradingsymbol, exchange, last_price = '' }: KiteRow, day: string): Draft => {
  const contract = Object.keys(INDEX_OF_CONTRACTS).find((name) => INDEX_OF_CONTRACTS[name] === tradingsymbol);
  return {
    tick_size: exchange === 'NSE' ? indexFutureTick(Number(last_price) || 0, day) : 0.05,
    lot_size: (contract === undefined ? undefined : valueOn(INDEX_LOTS, contract, day)) ?? 1,
  };
};

const leftOut = (leftOut: string): KiteInstrument => ({ leftOut });

/**
 * The instrument of a row of Kite's file. The file has no multiplier and no freeze quantity: they come from the tables of
 * this folder. The multiplier is that of the contract's expiry, the freeze quantity that of the day.
 * @param day `YYYY-MM-DD` in India, the day of the file.
 */
export const instrumentOf = (row: KiteRow, day: string): KiteInstrument => {
  const { tradingsymbol, segment, exchange } = row;
  const isIndex = segment === 'INDICES';
  if (!SEGMENTS.some((known) => known === segment)) {
    return leftOut(`segment ${segment}, which the stages do not trade`);
  }
  if (isIndex && exchange !== 'NSE' && exchange !== 'BSE') {
    return leftOut(`indices of ${exchange}, which the stages do not trade`);
  }
  const multiplier = multiplierOn(row, row.name, row.expiry === '' ? day : row.expiry);
  if (multiplier === undefined) {
    return leftOut(
      `${exchange} contracts of ${row.name || tradingsymbol}, whose multiplier is not known: to trade one, put it as JSON with the multiplier of its contract specification (rupees per unit of price and lot)`,
    );
  }
  const sizes = { tick_size: numeric(row.tick_size), lot_size: numeric(row.lot_size) };
  if (!isIndex && (sizes.tick_size === 0 || sizes.lot_size === 0)) {
    return leftOut(
      `segment ${segment} without a tick or lot size: to trade one, put it as JSON with its sizes`,
    );
  }
  const draft: Draft = {
    ...{ instrument_token: numeric(row.instrument_token), tradingsymbol, exchange, segment },
    ...(isIndex ? indexSizes(row, day) : sizes),
    ...freezeFields(row, day),
    ...(multiplier !== 1 && { multiplier }),
    ...(isDerivative(segment) ? contractFields(row) : NOTHING),
  };
  const { data } = instrumentItem.safeParse(draft);
  return data === undefined ? { malformed: draft } : { instrument: data };
};
