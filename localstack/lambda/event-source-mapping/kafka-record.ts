import type { KafkaMessage } from 'kafkajs';
import type { RecordHeader, SourceRecord, TimestampType } from './record.ts';

/**
 * A kafkajs message as a record.
 * kafkajs keeps headers in an object: repeated headers come back next to each other where the first of them stood,
 * and names that look like whole numbers come first. AWS keeps the order of the wire; no handler should care.
 */
export const toSourceRecord = (
  topic: string,
  partition: number,
  message: KafkaMessage,
  arrivedAt: number,
): SourceRecord => ({
  topic,
  partition,
  offset: Number(message.offset),
  timestamp: Number(message.timestamp),
  timestampType: timestampTypeOf(message),
  key: message.key,
  value: message.value,
  headers: headersOf(message),
  arrivedAt,
});

/** kafkajs carries the record batch's attributes at run time, but not in its types. */
const timestampTypeOf = (message: object): TimestampType => {
  if (!('batchContext' in message)) return 'CREATE_TIME';
  const context = message.batchContext;
  if (typeof context !== 'object' || context === null || !('timestampType' in context)) return 'CREATE_TIME';
  return context.timestampType === 1 ? 'LOG_APPEND_TIME' : 'CREATE_TIME';
};

const NO_HEADERS: readonly RecordHeader[] = [];

const headersOf = ({ headers }: KafkaMessage): readonly RecordHeader[] => {
  if (headers === undefined) return NO_HEADERS;
  const list: RecordHeader[] = [];
  for (const key of Object.keys(headers)) {
    const value = headers[key];
    if (Array.isArray(value))
      for (const item of value.filter(isOfWire)) list.push({ key, value: toBytes(item) });
    else list.push({ key, value: toBytes(value) });
  }
  return list.length === 0 ? NO_HEADERS : list;
};

/** kafkajs adds what every object has under a header's name, such as `constructor`, to that header's values. */
const isOfWire = (value: unknown): boolean =>
  value === null || typeof value === 'string' || Buffer.isBuffer(value);

const toBytes = (value: Buffer | string | null | undefined): Uint8Array | null => {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? Buffer.from(value) : value;
};
