import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';

/** A file of market data: a file of its own, or one in a zip archive. */
export interface DataFile {
  /** For messages: its path, and its name in the archive. */
  readonly name: string;
  /** Its bytes from the start; gzip is unpacked. */
  open(): Promise<AsyncIterable<Uint8Array>>;
}

const PIECE = 256 * 1_024;
const GZIP = [0x1f, 0x8b] as const;
const ZIP = [0x50, 0x4b, 0x03, 0x04] as const;

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, place) => bytes[place] === byte);

/** What a file's first bytes say that it is. */
export const packingOf = async (path: string): Promise<'gzip' | 'zip' | 'plain'> => {
  const handle = await open(path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (startsWith(buffer, GZIP)) return 'gzip';
    return startsWith(buffer, ZIP) ? 'zip' : 'plain';
  } finally {
    await handle.close();
  }
};

/** The reader of the last stage sees the error of any stage. */
const unpacked = (packed: Readable): AsyncIterable<Uint8Array> =>
  pipeline(packed, createGunzip({ chunkSize: PIECE }), () => undefined);

export const plainFile = (path: string, packing: 'gzip' | 'plain'): DataFile => ({
  name: path,
  open: async () => {
    const bytes = createReadStream(path, { highWaterMark: PIECE });
    return packing === 'gzip' ? unpacked(bytes) : bytes;
  },
});

export const zippedFile = (path: string, zip: ZipFile, entry: Entry): DataFile => ({
  name: `${path}:${entry.fileName}`,
  open: async () => {
    const bytes = await zip.openReadStreamPromise(entry);
    return entry.fileName.toLowerCase().endsWith('.gz') ? unpacked(bytes) : bytes;
  },
});
