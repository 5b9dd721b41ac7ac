const POLYNOMIAL = 0x82f63b78;
const LANES = 8;

const buildTables = (): Int32Array => {
  const built = new Int32Array(LANES * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
    }
    built[byte] = remainder;
  }
  for (let index = 256; index < built.length; index += 1) {
    const previous = built[index - 256] ?? 0;
    built[index] = (previous >>> 8) ^ (built[previous & 0xff] ?? 0);
  }
  return built;
};

/** Eight tables of 256 ("slicing by 8"): table k holds the effect of a byte that lies k positions back. */
const tables = buildTables();

const entry = (lane: number, byte: number): number => tables[lane * 256 + byte] ?? 0;

/** CRC-32C (Castagnoli) of `bytes[from, to)`, as Kafka's record batches carry it: unsigned 32 bits. */
export const crc32c = (bytes: Uint8Array, from = 0, to = bytes.length): number => {
  const at = (index: number): number => bytes[index] ?? 0;
  let crc = -1;
  let position = from;
  for (const end = to - LANES; position <= end; position += LANES) {
    crc ^= at(position) | (at(position + 1) << 8) | (at(position + 2) << 16) | (at(position + 3) << 24);
    crc =
      entry(7, crc & 0xff) ^
      entry(6, (crc >>> 8) & 0xff) ^
      entry(5, (crc >>> 16) & 0xff) ^
      entry(4, crc >>> 24) ^
      entry(3, at(position + 4)) ^
      entry(2, at(position + 5)) ^
      entry(1, at(position + 6)) ^
      entry(0, at(position + 7));
  }
  for (; position < to; position += 1) crc = (crc >>> 8) ^ entry(0, (crc ^ at(position)) & 0xff);
  return ~crc >>> 0;
};
