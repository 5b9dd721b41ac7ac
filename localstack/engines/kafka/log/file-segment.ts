import { closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import type { SegmentStorage } from './segment-storage.ts';

/**
 * A segment in a file. Written data survives the end of the process, because it is in the system's page cache. It is
 * not forced to the disk, so a power failure may lose the last seconds. Reads and writes are synchronous: they use
 * the page cache, and a log needs their order.
 */
export class FileSegment implements SegmentStorage {
  readonly #path: string;
  readonly #descriptor: number;
  #size: number;

  constructor(path: string, size: number) {
    this.#path = path;
    this.#descriptor = openSync(path, size === 0 ? 'w+' : 'r+');
    this.#size = size;
  }

  append(bytes: Buffer): void {
    try {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(this.#descriptor, bytes, written, bytes.length - written, this.#size + written);
      }
    } catch (error) {
      // A full disk may have taken half of the batch.
      ftruncateSync(this.#descriptor, this.#size);
      throw error;
    }
    this.#size += bytes.length;
  }

  read(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafeSlow(length);
    for (let read = 0; read < length; ) {
      const count = readSync(this.#descriptor, bytes, read, length - read, position + read);
      if (count === 0) {
        throw new Error(`${this.#path} ends before byte ${position + length}; was it changed?`);
      }
      read += count;
    }
    return bytes;
  }

  truncate(size: number): void {
    ftruncateSync(this.#descriptor, size);
    this.#size = size;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  remove(): void {
    this.close();
    unlinkSync(this.#path);
  }
}
