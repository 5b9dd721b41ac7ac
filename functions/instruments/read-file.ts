import { createHash } from 'node:crypto';
import { AlphaPandaError } from '../../shared/errors.ts';
import { withClosingAuctions } from '../../shared/market/contracts/closing-auctions.ts';
import { KiteFile, type KiteLine } from '../../shared/market/contracts/kite-file.ts';
import { instrumentOf } from '../../shared/market/contracts/kite-row.ts';
import { withUnderlyings } from '../../shared/market/contracts/underlyings.ts';
import { contractOf, type Instrument, instrumentItem } from '../../shared/market/instrument.ts';
import type { MasterRow } from '../../shared/market/master/page.ts';

/** Kite's file of a day, read whole. */
export interface InstrumentsFile {
  readonly rows: readonly MasterRow[];
  /** Rows by segment, those that no stage trades included. */
  readonly segments: ReadonlyMap<string, number>;
  /** Of these, contracts whose expiry was before the day. */
  readonly expired: ReadonlyMap<string, number>;
  /** Rows that no stage trades, by reason. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** SHA-256 of the text. */
  readonly digest: string;
}

const MAX_SHOWN = 40;

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, MAX_SHOWN) ?? 'missing';

const REMEDY = 'fetch the file again, or correct the line';

const badField = (line: number, field: string, value: unknown, problem: string): AlphaPandaError =>
  new AlphaPandaError('BAD_ROW', `line ${line}: ${field} is ${shown(value)}: ${problem}: ${REMEDY}`);

const malformed = (line: number, fields: Readonly<Record<string, unknown>>): AlphaPandaError => {
  const issue = instrumentItem.safeParse(fields).error?.issues[0];
  const field = String(issue?.path[0]);
  return badField(line, field, fields[field], issue?.message ?? 'not readable');
};

/** What every row has, of instruments that no stage trades too. */
const checkKey = ({ line, row }: KiteLine): void => {
  if (!/^[1-9]\d{0,9}$/.test(row.instrument_token)) {
    throw badField(line, 'instrument_token', row.instrument_token, 'expected a number');
  }
  for (const field of ['tradingsymbol', 'segment', 'exchange'] as const) {
    if (row[field] === '') throw badField(line, field, '', 'expected a text');
  }
};

const addOne = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

/** Refuses a value that was in an earlier line. */
const onlyOnce = <T>(what: string) => {
  const first = new Map<T, number>();
  return (value: T, line: number): void => {
    const before = first.get(value);
    if (before !== undefined) {
      throw new AlphaPandaError(
        'REPEATED_ROW',
        `line ${line}: ${what} ${value} is in line ${before} already: ${REMEDY}`,
      );
    }
    first.set(value, line);
  };
};

/** Without an expiry a contract would never end, and without its type an option could not be settled. */
const missingTerm = ({ segment, expiry, option_type }: Instrument): string | undefined => {
  if (!segment.includes('-')) return undefined;
  if (expiry === undefined) return 'an expiry';
  return segment.endsWith('-OPT') && option_type === undefined ? 'the type CE or PE' : undefined;
};

/** What is known of a file while its lines come. */
class Reading {
  readonly instruments: Instrument[] = [];
  readonly names: string[] = [];
  /** Instruments that have not expired. */
  live = 0;
  readonly segments = new Map<string, number>();
  readonly expired = new Map<string, number>();
  readonly leftOut = new Map<string, number>();
  readonly #day: string;
  readonly #tokens = onlyOnce<string>('instrument_token');
  readonly #contracts = onlyOnce<string>('the instrument');

  constructor(day: string) {
    this.#day = day;
  }

  take({ line, row }: KiteLine): void {
    checkKey({ line, row });
    this.#tokens(row.instrument_token, line);
    const outcome = instrumentOf(row, this.#day);
    const missing = 'instrument' in outcome ? missingTerm(outcome.instrument) : undefined;
    if (missing !== undefined) {
      // It does not count for the comparison: a file that lost a column is a short one.
      addOne(this.leftOut, `segment ${row.segment} without ${missing}: to trade one, put it as JSON with it`);
      return;
    }
    addOne(this.segments, row.segment);
    if ('leftOut' in outcome) {
      addOne(this.leftOut, outcome.leftOut);
      return;
    }
    if ('malformed' in outcome) throw malformed(line, outcome.malformed);
    const { instrument } = outcome;
    this.#contracts(contractOf(instrument), line);
    if (instrument.expiry !== undefined && instrument.expiry < this.#day) addOne(this.expired, row.segment);
    else this.live += 1;
    this.instruments.push(instrument);
    this.names.push(row.name);
  }
}

/**
 * Reads Kite's instruments file. One row that is malformed or repeated refuses all.
 * @param day `YYYY-MM-DD` in India, the day of the file.
 * @throws AlphaPandaError `NOT_A_CSV`, `BAD_HEADER`, `BAD_ROW`, `REPEATED_ROW` with line, value and remedy; `EMPTY`
 */
export const readInstrumentsFile = async (
  text: AsyncIterable<string>,
  day: string,
): Promise<InstrumentsFile> => {
  const file = new KiteFile();
  const reading = new Reading(day);
  const hash = createHash('sha256');
  for await (const piece of text) {
    hash.update(piece);
    for (const line of file.push(piece)) reading.take(line);
  }
  for (const line of file.end()) reading.take(line);
  const { instruments, names, segments, expired, leftOut } = reading;
  if (reading.live === 0) {
    throw new AlphaPandaError('EMPTY', `the file has no instrument that a stage can trade on ${day}`);
  }
  const rows = withClosingAuctions(withUnderlyings(instruments)).map((instrument, place) => {
    const name = names[place] ?? '';
    return { instrument, ...(name !== '' && { name }) };
  });
  return { rows, segments, expired, leftOut, digest: hash.digest('hex') };
};
