import type { EventSourceIdentity } from './event-json.ts';
import { partitionName, type RecordHeader, type SourceRecord } from './record.ts';

/*
 * The size of the invocation JSON, computed without building it: a batch must be cut before the record that
 * would make it outgrow the limit, and serialising each candidate to find out would cost more than the invocation.
 */

/** Bytes of one record in the event's JSON, without the comma that separates it from the next. */
export const recordBytes = (record: SourceRecord, nullFields: 'omit' | 'null'): number =>
  '{"topic":"","partition":,"offset":,"timestamp":,"timestampType":"","headers":[]}'.length +
  record.topic.length +
  digits(record.partition) +
  digits(record.offset) +
  digits(record.timestamp) +
  record.timestampType.length +
  fieldBytes(record.key, nullFields, ',"key":'.length) +
  fieldBytes(record.value, nullFields, ',"value":'.length) +
  headersBytes(record.headers);

/** Bytes of the event's JSON around its partitions: source, servers and braces. */
export const envelopeBytes = (source: EventSourceIdentity): number => {
  const { eventSourceArn, bootstrapServers } = source;
  return JSON.stringify(
    eventSourceArn === undefined
      ? { eventSource: 'SelfManagedKafka', bootstrapServers, records: {} }
      : { eventSource: 'aws:kafka', eventSourceArn, bootstrapServers, records: {} },
  ).length;
};

/** Bytes that a partition's list adds, its separating comma included. */
export const partitionBytes = (topic: string, partition: number): number =>
  partitionName(topic, partition).length + '"":[],'.length;

const fieldBytes = (bytes: Buffer | null, nullFields: 'omit' | 'null', nameLength: number): number => {
  if (bytes === null) return nullFields === 'null' ? nameLength + 'null'.length : 0;
  return nameLength + 2 + 4 * Math.ceil(bytes.length / 3);
};

const headersBytes = (headers: readonly RecordHeader[]): number => {
  let total = Math.max(0, headers.length - 1);
  for (const { key, value } of headers) {
    total += Buffer.byteLength(JSON.stringify(key)) + '{:[]}'.length;
    if (value === null || value.length === 0) continue;
    total += value.length - 1;
    for (const byte of value) total += byte > 127 ? 1 + digits(256 - byte) : digits(byte);
  }
  return total;
};

const digits = (value: number): number => {
  if (value < 10) return value < 0 ? 1 + digits(-value) : 1;
  if (value < 100) return 2;
  if (value < 1000) return 3;
  return String(value).length;
};
