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

/** Contracts are kept for so long after their expiry, so that an order in one is refused as expired, not as unknown. */
const EXPIRED_DAYS = 40;

/** The contracts of the last load that have expired. */
const expiredIn = async (
  before: MasterHead,
  day: string,
  store: MasterStore,
): Promise<readonly MasterRow[]> =>
  store.readRows(before.master_version, (expiry) => expiry !== undefined && expiry < day);

/** Those that the last load's file had, by segment. */
const expiredSince = (expired: readonly MasterRow[], { day }: MasterHead): ExpiredSince => {
  const counts = new Map<string, number>();
  for (const { instrument } of expired) {
    const { segment, expiry = '' } = instrument;
    if (expiry >= day) counts.set(segment, (counts.get(segment) ?? 0) + 1);
  }
  return counts;
};

/** Those that stay, but for those whose token the file has. */
const stillKept = (
  expired: readonly MasterRow[],
  rows: readonly MasterRow[],
  day: string,
): readonly MasterRow[] => {
  if (expired.length === 0) return expired;
  const from = dateOfDay(dayOfDate(day) - EXPIRED_DAYS);
  const tokens = new Set(rows.map(({ instrument }) => instrument.instrument_token));
  return expired.filter(
    ({ instrument: { expiry = '', instrument_token } }) => expiry >= from && !tokens.has(instrument_token),
  );
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
  const expired = before === undefined ? [] : await expiredIn(before, day, store);
  const since = before === undefined ? new Map() : expiredSince(expired, before);
  checkAgainst(file, day, before, since, accepted);
  const { head, pages } = masterVersion([...file.rows, ...stillKept(expired, file.rows, day)], {
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
