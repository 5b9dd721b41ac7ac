import { AlphaPandaError } from '../../shared/errors.ts';
import type { MasterHead } from '../../shared/market/master/head.ts';
import type { InstrumentsFile } from './read-file.ts';

/** What a person accepts who has looked at the file. */
export interface Accepted {
  /** A file with far fewer rows than the last one, such as after an exchange closed a segment. */
  readonly shorter: boolean;
  /** The file of another day. */
  readonly old: boolean;
}

/** Rows of the last load that have expired since, by segment. Kite's file no longer has them. */
export type ExpiredSince = ReadonlyMap<string, number>;

/** Fewer rows tell nothing: a small segment may disappear or halve in a day. */
const MIN_COMPARED = 50;
/** Of the last load's rows that have not expired since, in all and by segment. */
const MIN_SHARE_OF_ROWS = 0.9;
const MIN_SHARE_OF_SEGMENT = 0.5;
/** Of a segment's rows. Kite removes contracts that have expired. */
const MAX_EXPIRED_SHARE = 0.2;

const percent = (part: number, whole: number): string => `${Math.floor((100 * part) / whole)} %`;

const sumOf = (counts: Iterable<number>): number => [...counts].reduce((sum, count) => sum + count, 0);

const tooShort = (what: string, rows: number, expected: number, day: string): string =>
  `${what} has ${rows} rows, ${percent(rows, expected)} of the ${expected} of ${day} that have not expired since`;

/** Why the file is taken for a part of one; undefined if it is not. */
const shortness = (
  { segments }: InstrumentsFile,
  before: MasterHead,
  expired: ExpiredSince,
): string | undefined => {
  const expectedIn = new Map(
    Object.entries(before.segments).map(([name, rows]) => [name, rows - (expired.get(name) ?? 0)]),
  );
  const all = sumOf(segments.values());
  const allExpected = sumOf(expectedIn.values());
  if (allExpected >= MIN_COMPARED && all < allExpected * MIN_SHARE_OF_ROWS) {
    return tooShort('the file', all, allExpected, before.day);
  }
  for (const [segment, expected] of expectedIn) {
    const rows = segments.get(segment) ?? 0;
    if (expected < MIN_COMPARED || rows >= expected * MIN_SHARE_OF_SEGMENT) continue;
    return tooShort(`segment ${segment}`, rows, expected, before.day);
  }
  return undefined;
};

/** Why the file is taken for that of an earlier day; undefined if it is not. */
const oldness = (file: InstrumentsFile, day: string, before: MasterHead | undefined): string | undefined => {
  if (before !== undefined && before.day !== day && before.file_digest === file.digest) {
    return `it is the file of ${before.day}, unchanged`;
  }
  for (const [segment, expired] of file.expired) {
    const rows = file.segments.get(segment) ?? 0;
    if (rows < MIN_COMPARED || expired <= rows * MAX_EXPIRED_SHARE) continue;
    return `${percent(expired, rows)} of the ${rows} rows of segment ${segment} had expired before ${day}`;
  }
  return undefined;
};

/**
 * Compares a file with the last load. The last load stays where this refuses.
 * @throws AlphaPandaError `OLD_FILE`, `SHORT_FILE`, `OLDER_DAY` with figures and remedy
 */
export const checkAgainst = (
  file: InstrumentsFile,
  day: string,
  before: MasterHead | undefined,
  expired: ExpiredSince,
  accepted: Accepted,
): void => {
  if (before !== undefined && day < before.day) {
    throw new AlphaPandaError(
      'OLDER_DAY',
      `the instruments of ${before.day} are loaded, which is after ${day}: leave them`,
    );
  }
  const old = accepted.old ? undefined : oldness(file, day, before);
  if (old !== undefined) {
    throw new AlphaPandaError(
      'OLD_FILE',
      `this is not the file of ${day}: ${old}: fetch it again later, or load it as of its own day`,
    );
  }
  const short = accepted.shorter || before === undefined ? undefined : shortness(file, before, expired);
  if (short !== undefined) {
    throw new AlphaPandaError(
      'SHORT_FILE',
      `this is a part of a file: ${short}: fetch it again; if the exchange has so few, load it with accept_shorter (--accept-shorter)`,
    );
  }
};
