import { MalformedRequest } from '../wire/malformed-request.ts';

const LENGTH_BYTES = 4;

/**
 * Cuts a stream of bytes into messages, each preceded by its length in 32 bits. A message that arrives in one
 * piece is a view; one in many pieces is copied once into a buffer of its size.
 */
export class FrameReader {
  readonly #maxBytes: number;
  /** The beginning of a length that was cut in two. */
  #head: Buffer = Buffer.alloc(0);
  #frame: Buffer | undefined;
  #filled = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * The messages that `chunk` completes.
   * @throws {MalformedRequest} when a length is negative or above the limit.
   */
  push(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    let rest = this.#fill(chunk, frames);
    while (rest.length >= LENGTH_BYTES) {
      const length = rest.readInt32BE(0);
      if (length < 0 || length > this.#maxBytes) {
        throw new MalformedRequest(
          `A request of ${length} bytes was announced; at most ${this.#maxBytes} are accepted. Is it a Kafka client?`,
        );
      }
      const body = rest.subarray(LENGTH_BYTES);
      if (body.length >= length) {
        frames.push(body.subarray(0, length));
        rest = body.subarray(length);
      } else {
        this.#frame = Buffer.allocUnsafeSlow(length);
        this.#filled = body.copy(this.#frame);
        return frames;
      }
    }
    this.#head = rest;
    return frames;
  }

  /** Gives `chunk` to the message under way; returns what is left of it. */
  #fill(chunk: Buffer, frames: Buffer[]): Buffer {
    if (this.#frame === undefined) {
      const rest = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
      this.#head = Buffer.alloc(0);
      return rest;
    }
    const copied = chunk.copy(this.#frame, this.#filled);
    this.#filled += copied;
    if (this.#filled === this.#frame.length) {
      frames.push(this.#frame);
      this.#frame = undefined;
    }
    return chunk.subarray(copied);
  }
}
