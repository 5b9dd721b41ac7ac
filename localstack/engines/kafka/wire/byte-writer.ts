const TWO_TO_32 = 4_294_967_296;
const INITIAL_BYTES = 256;
/** Below this a copy is cheaper than one more buffer in the write. */
const COPY_UP_TO = 1024;

/**
 * Writes Kafka's primitive types, big-endian. Large byte strings (record batches) are kept as views and handed
 * to the socket as they are.
 */
export class ByteWriter {
  readonly #chunks: Buffer[] = [];
  #finishedBytes = 0;
  #buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  #position = 0;

  get length(): number {
    return this.#finishedBytes + this.#position;
  }

  int8(value: number): void {
    this.#reserve(1);
    this.#position = this.#buffer.writeInt8(value, this.#position);
  }

  int16(value: number): void {
    this.#reserve(2);
    this.#position = this.#buffer.writeInt16BE(value, this.#position);
  }

  int32(value: number): void {
    this.#reserve(4);
    this.#position = this.#buffer.writeInt32BE(value, this.#position);
  }

  int64(value: number): void {
    const high = Math.floor(value / TWO_TO_32);
    this.#reserve(8);
    this.#position = this.#buffer.writeInt32BE(high, this.#position);
    this.#position = this.#buffer.writeUInt32BE(value - high * TWO_TO_32, this.#position);
  }

  boolean(value: boolean): void {
    this.int8(value ? 1 : 0);
  }

  unsignedVarint(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest >= 0x80) {
      this.#position = this.#buffer.writeUInt8((rest & 0x7f) | 0x80, this.#position);
      rest = Math.floor(rest / 128);
    }
    this.#position = this.#buffer.writeUInt8(rest, this.#position);
  }

  /** Zigzag LEB128; see {@link ByteReader.varint}. */
  varint(value: number): void {
    this.#reserve(10);
    let rest = value < 0 ? -value * 2 - 1 : value * 2;
    while (rest >= 0x80) {
      this.#position = this.#buffer.writeUInt8((rest % 128) + 0x80, this.#position);
      rest = Math.floor(rest / 128);
    }
    this.#position = this.#buffer.writeUInt8(rest, this.#position);
  }

  bytes(value: Buffer): void {
    if (value.length > COPY_UP_TO) {
      this.#finishChunk();
      this.#chunks.push(value);
      this.#finishedBytes += value.length;
      return;
    }
    this.#reserve(value.length);
    this.#position += value.copy(this.#buffer, this.#position);
  }

  utf8(value: string, byteLength: number): void {
    this.#reserve(byteLength);
    this.#position += this.#buffer.write(value, this.#position, byteLength, 'utf8');
  }

  /** All that was written, in order. The writer must not be used afterwards. */
  finish(): Buffer[] {
    this.#finishChunk();
    return this.#chunks;
  }

  #reserve(length: number): void {
    if (this.#position + length <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#position + length));
    this.#buffer.copy(larger, 0, 0, this.#position);
    this.#buffer = larger;
  }

  #finishChunk(): void {
    if (this.#position === 0) return;
    this.#chunks.push(this.#buffer.subarray(0, this.#position));
    this.#finishedBytes += this.#position;
    this.#buffer = this.#buffer.subarray(this.#position);
    this.#position = 0;
  }
}
