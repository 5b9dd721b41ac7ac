import { type Entry, type InstrumentType, squeeze } from './entry.ts';

/** One word of a query. A row matches it by its meaning or by its text. */
export interface Word {
  readonly text: string;
  /** What the word means beside its letters, such as a strike or a month; absent for a plain word. */
  readonly means?: (entry: Entry) => boolean;
}

/** A query as a trader types it. */
export interface Query {
  readonly words: readonly Word[];
  /** All words in one, and the plain words in one, without signs: `bank nifty` is BANKNIFTY. */
  readonly phrase: string;
  readonly plainPhrase: string;
  /** Of `NSE:RELIANCE`. */
  readonly exchange?: string;
}

const TYPES: Readonly<Record<string, readonly InstrumentType[]>> = {
  CE: ['CE'],
  CALL: ['CE'],
  CALLS: ['CE'],
  PE: ['PE'],
  PUT: ['PE'],
  PUTS: ['PE'],
  OPT: ['CE', 'PE'],
  OPTION: ['CE', 'PE'],
  OPTIONS: ['CE', 'PE'],
  FUT: ['FUT'],
  FUTURE: ['FUT'],
  FUTURES: ['FUT'],
  EQ: ['EQ'],
  INDEX: ['INDEX'],
};

const EXCHANGES: ReadonlySet<string> = new Set(['NSE', 'BSE', 'NFO', 'BFO', 'CDS', 'BCD', 'MCX', 'NCO']);

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const MONTH =
  /^(\d{1,2})?-?(JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEP(?:T|TEMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)-?(\d{4}|\d{2})?$/;
const NUMBER = /^\d{1,9}(\.\d{1,4})?$/;
const STRIKE = /^(\d{1,9}(?:\.\d{1,4})?)(CE|PE)$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const NAMED = /^([A-Z]{2,8}):(.+)$/;

const dayIn = (expiry: number): number => expiry % 100;
const monthIn = (expiry: number): number => Math.floor(expiry / 100) % 100;
const yearIn = (expiry: number): number => Math.floor(expiry / 10_000);

/** `26` beside a month is a day or a year. */
const isDayOrYear = (expiry: number, number: number): boolean =>
  dayIn(expiry) === number || yearIn(expiry) === number || yearIn(expiry) % 100 === number;

const monthMeaning = (word: string): Word['means'] => {
  const found = MONTH.exec(word);
  if (found === null) return undefined;
  const [, before, name = '', behind] = found;
  const month = MONTHS.indexOf(name.slice(0, 3)) + 1;
  const numbers = [before, behind].flatMap((text) => (text === undefined ? [] : [Number(text)]));
  return ({ expiry }) => monthIn(expiry) === month && numbers.every((number) => isDayOrYear(expiry, number));
};

/** A number is a strike, a token, the code of a share on the BSE, or a day or year beside a month. */
const numberMeaning = (number: number, isBesideMonth: boolean): Word['means'] => {
  return ({ row, expiry }) =>
    row.strike === number ||
    row.instrument_token === number ||
    (row.exchange === 'BSE' && row.instrument_token >>> 8 === number) ||
    (isBesideMonth && expiry !== 0 && isDayOrYear(expiry, number));
};

const meaningOf = (text: string, neighbors: readonly (string | undefined)[]): Word['means'] => {
  const types = Object.hasOwn(TYPES, text) ? TYPES[text] : undefined;
  if (types !== undefined) return ({ type }) => types.includes(type);
  if (EXCHANGES.has(text)) return ({ row }) => row.exchange === text;
  if (NUMBER.test(text)) {
    const isBesideMonth = neighbors.some((word) => word !== undefined && MONTH.test(word));
    return numberMeaning(Number(text), isBesideMonth);
  }
  if (DATE.test(text)) return ({ row }) => row.expiry === text;
  const [, strike, type] = STRIKE.exec(text) ?? [];
  if (strike !== undefined) return (entry) => entry.type === type && entry.row.strike === Number(strike);
  return monthMeaning(text);
};

const MAX_WORDS = 12;

/** Understands a query: plain words, and words such as `24500`, `ce`, `fut`, `nov`, `1dec` or `NSE:`. */
export const queryOf = (text: string): Query => {
  const [, exchange, rest] = NAMED.exec(text.trim().toUpperCase()) ?? [];
  const named = exchange !== undefined && EXCHANGES.has(exchange) ? exchange : undefined;
  const texts = (named === undefined ? text.toUpperCase() : (rest ?? ''))
    .split(/[\s,;]+/)
    .filter((word) => /[A-Z0-9]/.test(word))
    .slice(0, MAX_WORDS);
  const words = texts.map((word, place): Word => {
    const means = meaningOf(word, [texts[place - 1], texts[place + 1]]);
    return means === undefined ? { text: word } : { text: word, means };
  });
  const plain = words.filter(({ means }) => means === undefined);
  return {
    words,
    phrase: squeeze(texts.join('')),
    plainPhrase: squeeze(plain.map((word) => word.text).join('')),
    ...(named !== undefined && { exchange: named }),
  };
};
