import { partitionName, type RecordHeader, type SourceRecord, type TimestampType } from './record.ts';

/** A header as Lambda delivers it: one key, its bytes as SIGNED 8-bit numbers (UTF-8 "é" is `[-61, -87]`). */
type EventHeader = Record<string, number[]>;

/** One record of the invocation event. Absent `key` or `value` means a keyless record or a tombstone. */
export interface EventRecord {
  topic: string;
  partition: number;
  offset: number;
  timestamp: number;
  timestampType: TimestampType;
  key?: string | null;
  value?: string | null;
  headers: EventHeader[];
}

/** The invocation event of a Kafka event source mapping. */
export interface KafkaEvent {
  eventSource: 'aws:kafka' | 'SelfManagedKafka';
  /** Only for Amazon MSK. */
  eventSourceArn?: string;
  /** Comma-joined `host:port` list. */
  bootstrapServers: string;
  /** Records by `<topic>-<partition>`, each list in offset order. */
  records: Record<string, EventRecord[]>;
}

/** What the envelope of an event needs to know about its source. */
export interface EventSourceIdentity {
  /** The cluster's ARN for an `msk` event; absent for a self-managed `kafka` event. */
  readonly eventSourceArn?: string;
  readonly bootstrapServers: string;
  /** AWS's documentation shows keyless records without the property; some libraries carry fixtures with `null`. */
  readonly nullFields: 'omit' | 'null';
}

/** Lambda's limit on one synchronous invocation's JSON: 6 MB, not configurable. */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** Encodes records (in the order given, grouped by partition) as the event a function receives. */
export const encodeEvent = (records: readonly SourceRecord[], source: EventSourceIdentity): KafkaEvent => {
  const byPartition: Record<string, EventRecord[]> = {};
  for (const record of records) {
    const name = partitionName(record.topic, record.partition);
    const list = byPartition[name];
    if (list === undefined) byPartition[name] = [encodeRecord(record, source.nullFields)];
    else list.push(encodeRecord(record, source.nullFields));
  }
  const { eventSourceArn, bootstrapServers } = source;
  if (eventSourceArn === undefined) {
    return { eventSource: 'SelfManagedKafka', bootstrapServers, records: byPartition };
  }
  return { eventSource: 'aws:kafka', eventSourceArn, bootstrapServers, records: byPartition };
};

const encodeRecord = (record: SourceRecord, nullFields: 'omit' | 'null'): EventRecord => {
  const encoded: EventRecord = {
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    timestamp: record.timestamp,
    timestampType: record.timestampType,
    headers: record.headers.map(encodeHeader),
  };
  if (record.key !== null) encoded.key = record.key.toString('base64');
  else if (nullFields === 'null') encoded.key = null;
  if (record.value !== null) encoded.value = record.value.toString('base64');
  else if (nullFields === 'null') encoded.value = null;
  return encoded;
};

const encodeHeader = (header: RecordHeader): EventHeader => {
  const bytes = header.value;
  const signed: number[] = [];
  if (bytes !== null) for (const byte of bytes) signed.push(byte > 127 ? byte - 256 : byte);
  return { [header.key]: signed };
};
