import { RowProblem } from '../csv/row-problem.ts';
import { contractOfColumns } from '../instruments/contract-columns.ts';
import type { InstrumentBook } from '../instruments/instrument-book.ts';
import { exchangeOf, type InstrumentName, parseInstrumentName } from '../instruments/instrument-name.ts';
import type { Places, Role } from '../layout/roles.ts';
import { tokenField } from './number-fields.ts';

/** Finds the instrument of each row. */
export type RowInstrument = (fields: readonly string[]) => number;

const reader = (places: Places) => (fields: readonly string[], role: Role) =>
  (fields[places.get(role) ?? -1] ?? '').trim();

/** The name in a row's columns of symbol, exchange, series and contract; undefined if the symbol is empty. */
const nameReader = (places: Places) => {
  const text = reader(places);
  return (fields: readonly string[]): InstrumentName | undefined => {
    const symbol = text(fields, 'tradingsymbol');
    if (symbol === '') return undefined;
    const exchange = exchangeOf(text(fields, 'exchange'));
    const contract = contractOfColumns({
      symbol: symbol.toUpperCase(),
      exchange,
      expiry: text(fields, 'expiry'),
      strike: text(fields, 'strike'),
      optionType: text(fields, 'option_type').toUpperCase(),
      name: text(fields, 'contract_name'),
    });
    return contract ?? parseInstrumentName(symbol, exchange, text(fields, 'series').toUpperCase());
  };
};

/** Columns that together name an instrument. */
const NAMING = ['tradingsymbol', 'exchange', 'series', 'expiry', 'strike', 'option_type'] as const;

const byToken = (places: Places, book: InstrumentBook): RowInstrument => {
  const text = reader(places);
  const nameOf = nameReader(places);
  let last = { text: '', token: 0 };
  return (fields) => {
    const token = text(fields, 'instrument_token');
    if (token === last.text) return last.token;
    last = { text: token, token: tokenField('instrument_token', token) };
    if (!book.has(last.token)) book.addToken(last.token, nameOf(fields));
    return last.token;
  };
};

const byName = (places: Places, book: InstrumentBook): RowInstrument => {
  const text = reader(places);
  const nameOf = nameReader(places);
  const naming = NAMING.filter((role) => places.has(role));
  const known = new Map<string, number>();
  return (fields) => {
    const key =
      naming.length === 1
        ? text(fields, 'tradingsymbol')
        : naming.map((role) => text(fields, role)).join('|');
    const found = known.get(key);
    if (found !== undefined) return found;
    const name = nameOf(fields);
    if (name === undefined) throw new RowProblem('BAD_INSTRUMENT', 'the row names no instrument');
    const token = book.tokenOf(name);
    known.set(key, token);
    return token;
  };
};

/** @param token of all rows, if the columns do not name it */
export const rowInstrument = (
  places: Places,
  token: number | undefined,
  book: InstrumentBook,
): RowInstrument | undefined => {
  if (places.has('instrument_token')) return byToken(places, book);
  if (places.has('tradingsymbol')) return byName(places, book);
  return token === undefined ? undefined : () => token;
};
