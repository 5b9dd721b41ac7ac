import { createHash } from 'node:crypto';
import type { Item } from '../../ports/item.ts';
import { DAY_MS } from '../ist.ts';
import { type MasterHead, PAGE_FORMAT } from './head.ts';
import { encodePage, type MasterRow, pageOf } from './page.ts';

/**
 * Pages expire then. Longer than any time without a load that is not an outage: the head that names them does not
 * expire.
 */
const KEPT_MS = 45 * DAY_MS;

/** Where the rows of a version come from. */
export interface MasterSource {
  readonly day: string;
  readonly fileDigest: string;
  readonly segments: Readonly<Record<string, number>>;
  /** Epoch milliseconds. */
  readonly loadedAt: number;
}

/** The items of one load. The pages are written first; the head makes them count. */
export interface MasterVersion {
  readonly pages: readonly Item[];
  readonly head: MasterHead;
}

const byToken = (a: MasterRow, b: MasterRow): number =>
  a.instrument.instrument_token - b.instrument.instrument_token;

/** The items of a version. Equal rows of one day give the same version, in any order. */
export const masterVersion = (
  rows: readonly MasterRow[],
  { day, fileDigest, segments, loadedAt }: MasterSource,
): MasterVersion => {
  const byPage = Map.groupBy(rows, ({ instrument }) => pageOf(instrument.instrument_token));
  const bodies = [...byPage]
    .map(([page, ofPage]) => ({ page, body: encodePage(ofPage.toSorted(byToken)) }))
    .sort((a, b) => (a.page < b.page ? -1 : 1));
  const hash = createHash('sha256');
  for (const { page, body } of bodies) hash.update(page).update(body);
  const digest = hash.digest('hex');
  const version = `${day}#${digest.slice(0, 16)}`;
  const expires_at = Math.ceil((loadedAt + KEPT_MS) / 1_000);
  return {
    pages: bodies.map(({ page, body }) => ({ version, page, body, expires_at })),
    head: {
      master_version: version,
      format: PAGE_FORMAT,
      day,
      rows: rows.filter(({ instrument }) => instrument.unlisted_since === undefined).length,
      segments,
      file_digest: fileDigest,
      digest,
      loaded_at: new Date(loadedAt).toISOString(),
    },
  };
};
