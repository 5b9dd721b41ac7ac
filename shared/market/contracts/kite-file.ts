import { AlphaPandaError } from '../../errors.ts';
import { KITE_COLUMNS, type KiteRow } from './kite-row.ts';

/** A row with the number of its line. The header is line 1. */
export interface KiteLine {
  readonly line: number;
  readonly row: KiteRow;
}

const COLUMNS = [...KITE_COLUMNS, 'last_price'] as const;

/** Longer than any row: a file without line endings must not fill the memory. */
const MAX_LINE = 16_384;

const SOURCE = 'use the unchanged file of https://api.kite.trade/instruments';

const badHeader = (problem: string): AlphaPandaError =>
  new AlphaPandaError('BAD_HEADER', `line 1: ${problem}: ${SOURCE}`);

const badRow = (line: number, problem: string): AlphaPandaError =>
  new AlphaPandaError('BAD_ROW', `line ${line}: ${problem}`);

const notTheFile = (what: string): AlphaPandaError =>
  new AlphaPandaError('NOT_A_CSV', `line 1: this is ${what}, not a CSV file: ${SOURCE}`);

/** A field in quotes, in which `""` is a quote; or one without quotes. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;

/** The fields of a line. Kite quotes a name that has a comma; no field has a line ending. */
const fieldsIn = (text: string, line: number): readonly string[] => {
  if (!text.includes('"')) return text.split(',');
  const fields: string[] = [];
  for (FIELD.lastIndex = 0; ; ) {
    const place = FIELD.lastIndex;
    const [, quoted, plain, end] = FIELD.exec(text) ?? [];
    if (end === undefined) throw badRow(line, `the quotes of field ${fields.length + 1} do not match`);
    fields.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '') return fields;
    if (FIELD.lastIndex === place) throw badRow(line, `field ${fields.length + 1} cannot be read`);
  }
};

/** Kite's answer to a request that it refuses. Only the name of its error is told: an answer may quote anything. */
const errorIn = (text: string): string => {
  const name = /"error_type"\s*:\s*"([A-Za-z]{1,40})"/.exec(text)?.[1];
  return name === undefined ? 'JSON' : `Kite's error ${name}`;
};

/**
 * Reads Kite's instruments file (`GET /instruments`) piece by piece: one row per instrument, twelve columns in any order.
 * Lines end with LF or CRLF, blank ones do not count.
 */
export class KiteFile {
  #rest = '';
  #line = 0;
  #width = 0;
  /** The place of each of `COLUMNS`. */
  #places: readonly number[] | undefined;

  /**
   * The rows that end in this piece.
   * @throws AlphaPandaError `NOT_A_CSV`, `BAD_HEADER`; `BAD_ROW` with line number and problem
   */
  push(piece: string): readonly KiteLine[] {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop() ?? '';
    const rows = lines.flatMap((text) => this.#rowOf(text) ?? []);
    if (this.#rest.length > MAX_LINE) {
      throw badRow(this.#line + 1, `more than ${MAX_LINE} characters without a line ending`);
    }
    return rows;
  }

  /**
   * The last row, if it has no line ending.
   * @throws AlphaPandaError as `push`; `EMPTY` for a file without a header
   */
  end(): readonly KiteLine[] {
    const row = this.#rowOf(this.#rest);
    this.#rest = '';
    if (this.#places === undefined) throw new AlphaPandaError('EMPTY', `the file is empty: ${SOURCE}`);
    return row === undefined ? [] : [row];
  }

  #rowOf(raw: string): KiteLine | undefined {
    this.#line += 1;
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (text.trim() === '') return undefined;
    if (this.#places === undefined) {
      this.#places = this.#header(text.replace(/^\uFEFF/, ''));
      return undefined;
    }
    const fields = fieldsIn(text, this.#line);
    if (fields.length !== this.#width) {
      throw badRow(this.#line, `${fields.length} fields where the header has ${this.#width}`);
    }
    const [token, symbol, name, expiry, strike, tick, lot, type, segment, exchange, price] = this.#places;
    const field = (place = -1): string => fields[place]?.trim() ?? '';
    return {
      line: this.#line,
      row: {
        instrument_token: field(token),
        tradingsymbol: field(symbol),
        name: field(name),
        expiry: field(expiry),
        strike: field(strike),
        tick_size: field(tick),
        lot_size: field(lot),
        instrument_type: field(type),
        segment: field(segment),
        exchange: field(exchange),
        last_price: field(price),
      },
    };
  }

  #header(text: string): readonly number[] {
    if (text.trimStart().startsWith('<')) throw notTheFile('an HTML page');
    if (/^\s*[{[]/.test(text)) throw notTheFile(errorIn(text));
    const names = fieldsIn(text, this.#line).map((name) => name.trim());
    const missing = KITE_COLUMNS.filter((name) => !names.includes(name));
    if (missing.length > 0) throw badHeader(`the header has no ${missing.join(', ')}`);
    const repeated = names.find((name, place) => names.indexOf(name) !== place);
    if (repeated !== undefined) throw badHeader(`the header repeats ${repeated}`);
    this.#width = names.length;
    return COLUMNS.map((name) => names.indexOf(name));
  }
}
