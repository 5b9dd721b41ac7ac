import type { PartitionStorage, SegmentStorage } from './segment-storage.ts';

const INITIAL_BYTES = 16 * 1024;

/** One contiguous, growing buffer: a fetch of many batches is one view, and small batches pin no socket buffers. */
class MemorySegment implements SegmentStorage {
  #buffer = Buffer.alloc(0);
  #size = 0;

  append(bytes: Buffer): void {
    const size = this.#size + bytes.length;
    if (size > this.#buffer.length) {
      // Views of the old buffer that are on their way to a socket stay valid: its bytes are never rewritten.
      const larger = Buffer.allocUnsafeSlow(Math.max(INITIAL_BYTES, this.#buffer.length * 2, size));
      this.#buffer.copy(larger, 0, 0, this.#size);
      this.#buffer = larger;
    }
    bytes.copy(this.#buffer, this.#size);
    this.#size = size;
  }

  read(position: number, length: number): Buffer {
    return this.#buffer.subarray(position, position + length);
  }

  truncate(size: number): void {
    this.#buffer = Buffer.from(this.#buffer.subarray(0, size));
    this.#size = size;
  }

  close(): void {}

  remove(): void {}
}

export const memoryPartition = (): PartitionStorage => ({
  load: () => [],
  create: () => new MemorySegment(),
  readStartOffset: () => 0,
  writeStartOffset: () => {},
  remove: () => {},
});
