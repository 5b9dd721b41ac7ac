import { MalformedRequest } from './malformed-request.ts';

const TWO_TO_32 = 4_294_967_296;

/**
 * Reads Kafka's primitive types, big-endian, from one message. Byte strings are views: nothing is copied.
 * 64-bit integers are returned as numbers: offsets, timestamps and producer ids stay far below 2^53.
 * @throws {MalformedRequest} when a read would pass the end of the message.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#advance(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#advance(4));
  }

  int64(): number {
    const position = this.#advance(8);
    return this.#bytes.readInt32BE(position) * TWO_TO_32 + this.#bytes.readUInt32BE(position + 4);
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  /** LEB128 without sign, at most 32 bits: the lengths and tags of the flexible encoding. */
  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#advance(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new MalformedRequest('A variable-length integer is longer than 5 bytes.');
  }

  /** Zigzag LEB128 of up to 64 bits: lengths and deltas inside a record. */
  varint(): number {
    let value = 0;
    for (let scale = 1, bytes = 0; bytes < 10; bytes += 1, scale *= 128) {
      const byte = this.#bytes.readUInt8(this.#advance(1));
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    throw new MalformedRequest('A variable-length integer is longer than 10 bytes.');
  }

  /** A view of the next `length` bytes. */
  view(length: number): Buffer {
    if (length < 0) throw new MalformedRequest(`A length of ${length} is negative.`);
    const position = this.#advance(length);
    return this.#bytes.subarray(position, position + length);
  }

  skip(length: number): void {
    this.view(length);
  }

  /** Steps over the tagged fields at the end of a flexible structure: all of them are optional to know. */
  skipTaggedFields(): void {
    for (let count = this.unsignedVarint(); count > 0; count -= 1) {
      this.unsignedVarint();
      this.skip(this.unsignedVarint());
    }
  }

  #advance(length: number): number {
    const position = this.#position;
    if (length > this.#bytes.length - position) {
      throw new MalformedRequest(
        `The message ends after ${this.#bytes.length} bytes, but ${length} more were announced at byte ${position}.`,
      );
    }
    this.#position = position + length;
    return position;
  }
}
