import * as z from 'zod';

/** The key of the item that names the version that counts. */
export const HEAD_KEY = { version: 'current', page: 'head' } as const;

/** The encoding of the pages, which a later release may change. */
export const PAGE_FORMAT = 1;

/** What the newest complete load was. Its one conditional write changes the version of all readers. */
export const masterHead = z.object({
  /** The partition key of its pages: `{day}#{digest}`. */
  master_version: z.string().min(1),
  format: z.literal(PAGE_FORMAT),
  /** `YYYY-MM-DD` in India, the day of the file. */
  day: z.iso.date(),
  rows: z.int().min(1),
  /** Rows of the file by its segments, those that no stage trades included. */
  segments: z.record(z.string(), z.int().min(0)),
  /** SHA-256 of the file, and of the rows that were made of it. */
  file_digest: z.string(),
  digest: z.string(),
  loaded_at: z.iso.datetime(),
});

export type MasterHead = z.infer<typeof masterHead>;
