import { INDEX_OF_CONTRACTS } from '../contracts/indices.ts';
import { type Instrument, isShare } from '../instrument.ts';
import type { MasterRow } from '../master/page.ts';

/** What a row is: Kite's `instrument_type`, with indices told from shares. */
export const INSTRUMENT_TYPES = ['EQ', 'INDEX', 'FUT', 'CE', 'PE'] as const;
export type InstrumentType = (typeof INSTRUMENT_TYPES)[number];

export const typeOf = ({
  segment,
  option_type,
}: Pick<Instrument, 'segment' | 'option_type'>): InstrumentType => {
  if (segment === 'INDICES') return 'INDEX';
  if (isShare({ segment })) return 'EQ';
  return segment.endsWith('-OPT') && option_type !== undefined ? option_type : 'FUT';
};

/** What rows of one company, index or commodity have in common. */
export interface Subject {
  /** The name of its contracts, such as NIFTY or RELIANCE. */
  readonly underlying: string;
  /** The words of its names, each with a space before and behind. */
  readonly names: string;
}

/** A row with what a search compares. */
export interface Entry {
  readonly master: MasterRow;
  readonly row: Instrument;
  readonly type: InstrumentType;
  readonly isContract: boolean;
  /** In capitals. */
  readonly symbol: string;
  /** The symbol without signs and spaces. */
  readonly squeezed: string;
  /** Place of its subject in the list of subjects. */
  readonly subject: number;
  /** The expiry as a number such as 20261124; 0 without one. */
  readonly expiry: number;
}

/** Letters and digits only, in capitals. */
export const squeeze = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

const wordsOf = (text: string): string =>
  text
    .toUpperCase()
    .replaceAll(/[^A-Z0-9&]+/g, ' ')
    .trim();

/** Names of contracts by the names of their indices: a search for BANKNIFTY finds the index NIFTY BANK. */
const CONTRACTS_OF_INDEX: ReadonlyMap<string, string> = new Map(
  Object.entries(INDEX_OF_CONTRACTS).map(([contract, index]) => [index, contract]),
);

const subjectsKey = (row: Instrument, isContract: boolean): string =>
  isContract && row.underlying !== undefined ? row.underlying : `${row.exchange}:${row.tradingsymbol}`;

/** The names of companies by the symbols of their shares. The file names a contract by its underlying only. */
const companyNames = (rows: readonly MasterRow[]): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  for (const { instrument, name } of rows) {
    if (instrument.segment === 'NSE' && name !== undefined) names.set(instrument.tradingsymbol, name);
  }
  return names;
};

const subjectOf = (
  { instrument: row, name = '' }: MasterRow,
  isContract: boolean,
  companies: ReadonlyMap<string, string>,
): Subject => {
  const { tradingsymbol, underlying = '' } = row;
  if (isContract) {
    const full = INDEX_OF_CONTRACTS[underlying] ?? companies.get(underlying) ?? '';
    return { underlying, names: ` ${wordsOf(`${underlying} ${full} ${name}`)} ` };
  }
  const contracts = CONTRACTS_OF_INDEX.get(tradingsymbol) ?? '';
  return {
    underlying: row.segment === 'INDICES' ? contracts : '',
    names: ` ${wordsOf(`${tradingsymbol} ${contracts} ${name}`)} `,
  };
};

/** `2026-11-24` as 20261124. */
export const dateNumber = (date: string): number => Number(date.replaceAll('-', ''));

/** The rows as entries, in their given order, with the subjects that they share. */
export const entriesOf = (
  rows: readonly MasterRow[],
): { readonly entries: Entry[]; readonly subjects: readonly Subject[] } => {
  const companies = companyNames(rows);
  const subjects: Subject[] = [];
  const places = new Map<string, number>();
  const entries = rows.map((master): Entry => {
    const row = master.instrument;
    const type = typeOf(row);
    const isContract = type !== 'EQ' && type !== 'INDEX';
    const key = subjectsKey(row, isContract);
    let subject = places.get(key);
    if (subject === undefined) {
      subject = subjects.push(subjectOf(master, isContract, companies)) - 1;
      places.set(key, subject);
    }
    const symbol = row.tradingsymbol.toUpperCase();
    return {
      master,
      row,
      type,
      isContract,
      symbol,
      squeezed: squeeze(symbol),
      subject,
      expiry: row.expiry === undefined ? 0 : dateNumber(row.expiry),
    };
  });
  return { entries, subjects };
};
