import { ByteReader } from '../wire/byte-reader.ts';

/** The fields of a record that the broker reads. Key, value and headers do not change. */
export interface RecordDeltas {
  /** Milliseconds after the batch's base timestamp. */
  readonly timestampDelta: number;
  readonly offsetDelta: number;
  readonly hasKey: boolean;
}

/**
 * Goes through the records of a batch, decompressed, and checks that each is whole.
 * @param count how many the header announces.
 * @param visit hears of each; `false` ends the way through.
 * @throws Error for a record that is cut off or longer than it says, and for bytes after the last.
 */
export const readRecords = (
  records: Buffer,
  count: number,
  visit: (record: RecordDeltas) => boolean | undefined = () => undefined,
): void => {
  const reader = new ByteReader(records);
  for (let index = 0; index < count; index += 1) {
    if (visit(readRecord(reader)) === false) return;
  }
  if (reader.remaining > 0) throw new Error(`${reader.remaining} bytes follow the last of ${count} records`);
};

const readRecord = (reader: ByteReader): RecordDeltas => {
  const length = reader.varint();
  const end = reader.remaining - length;
  reader.skip(1);
  const timestampDelta = reader.varint();
  const offsetDelta = reader.varint();
  const hasKey = skipNullable(reader);
  skipNullable(reader);
  for (let headers = reader.varint(); headers !== 0; headers -= 1) {
    if (headers < 0) throw new Error(`a record announces ${headers} headers`);
    reader.skip(reader.varint());
    skipNullable(reader);
  }
  if (reader.remaining !== end) {
    throw new Error(`a record announces ${length} bytes and has ${length + end - reader.remaining}`);
  }
  return { timestampDelta, offsetDelta, hasKey };
};

/** A length of -1 stands for null. */
const skipNullable = (reader: ByteReader): boolean => {
  const length = reader.varint();
  if (length >= 0) reader.skip(length);
  else if (length !== -1) throw new Error(`a record holds a length of ${length}`);
  return length >= 0;
};
