import { AlphaPandaError } from '../../shared/errors.ts';
import { dateOfDay, dayOfDate } from '../../shared/market/ist.ts';
import type { MasterHead } from '../../shared/market/master/head.ts';
import type { MasterRow } from '../../shared/market/master/page.ts';
import { masterVersion } from '../../shared/market/master/version.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { type Accepted, checkAgainst, type ExpiredSince } from './compare.ts';
import type { MasterStore } from './ports.ts';
import { readInstrumentsFile } from './read-file.ts';

/** The outcome of a load. */
export interface Loaded {
  /** Whether the version counts since this load. False: the same one did before. */
  readonly written: boolean;
  readonly head: MasterHead;
  readonly leftOut: ReadonlyMap<string, number>;
}

export interface LoadRequest {
  readonly text: AsyncIterable<string>;
  /** `YYYY-MM-DD` in India, the day of the file. */
  readonly day: string;
  readonly accepted: Accepted;
}

/**
 * What the file has no longer stays for so long: an entry is refused as expired or not listed, not as unknown, and an open
 * position can be closed.
 */
const KEPT_DAYS = 40;

/** The rows of the last load that have expired, or whose token the file lacks. */
const goneSince = (
  before: MasterHead,
  rows: readonly MasterRow[],
  day: string,
  store: MasterStore,
): Promise<readonly MasterRow[]> => {
  const tokens = new Set(rows.map(({ instrument }) => instrument.instrument_token));
  return store.readRows(
    before.master_version,
    (expiry, token) => (expiry !== undefined && expiry < day) || !tokens.has(token),
  );
};

/** The contracts that the last load's file had and that have expired since, by segment. */
const expiredSince = (gone: readonly MasterRow[], before: MasterHead, day: string): ExpiredSince => {
  const counts = new Map<string, number>();
  for (const { instrument } of gone) {
    const { segment, expiry, unlisted_since } = instrument;
    const hasExpired = expiry !== undefined && expiry >= before.day && expiry < day;
    if (hasExpired && unlisted_since === undefined) counts.set(segment, (counts.get(segment) ?? 0) + 1);
  }
  return counts;
};

/** A row that the file has no longer, with the day since when, or that its contract has expired. */
const marked = (row: MasterRow, day: string): MasterRow => {
  const { expiry, unlisted_since = day } = row.instrument;
  if (expiry !== undefined && expiry < day) return row;
  return { ...row, instrument: { ...row.instrument, unlisted_since } };
};

/** Those that stay, but for those whose token the file has. */
const stillKept = (
  gone: readonly MasterRow[],
  rows: readonly MasterRow[],
  day: string,
): readonly MasterRow[] => {
  const from = dateOfDay(dayOfDate(day) - KEPT_DAYS);
  const tokens = new Set(rows.map(({ instrument }) => instrument.instrument_token));
  return gone
    .map((row) => marked(row, day))
    .filter(({ instrument: { expiry, unlisted_since, instrument_token } }) => {
      const ended = unlisted_since ?? expiry ?? day;
      return ended >= from && !tokens.has(instrument_token);
    });
};

const isSame = (one: MasterHead | undefined, other: MasterHead): boolean =>
  one?.master_version === other.master_version;

/**
 * Loads a file: reads it whole, compares it with the last load, writes the pages of a new version, and then the head, in one
 * conditional write. A crash before that leaves the last load; its pages expire. Of two concurrent loads one wins.
 * @throws AlphaPandaError as `readInstrumentsFile` and `checkAgainst`; `OVERTAKEN`
 */
export const loadInstruments = async (
  { text, day, accepted }: LoadRequest,
  store: MasterStore,
  clock: Clock,
): Promise<Loaded> => {
  const file = await readInstrumentsFile(text, day);
  const before = await store.readHead();
  const gone = before === undefined ? [] : await goneSince(before, file.rows, day, store);
  const since = before === undefined ? new Map() : expiredSince(gone, before, day);
  checkAgainst(file, day, before, since, accepted);
  const { head, pages } = masterVersion([...file.rows, ...stillKept(gone, file.rows, day)], {
    day,
    fileDigest: file.digest,
    segments: Object.fromEntries(file.segments),
    loadedAt: clock.now(),
  });
  const { leftOut } = file;
  if (before !== undefined && isSame(before, head)) return { written: false, head: before, leftOut };
  await store.putPages(pages);
  if (await store.putHead(head, before)) return { written: true, head, leftOut };
  const winner = await store.readHead();
  if (winner !== undefined && isSame(winner, head)) return { written: false, head: winner, leftOut };
  throw new AlphaPandaError(
    'OVERTAKEN',
    `another load has made ${winner?.master_version} count meanwhile: its instruments stay`,
    { retry: 'retry' },
  );
};
