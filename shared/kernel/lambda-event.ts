import { AlphaPandaError, PoisonError } from '../errors.ts';
import type { KafkaRecord } from '../ports/record.ts';

/**
 * A record in the invocation event of a Kafka event source mapping. AWS sends less than `@types/aws-lambda` declares:
 * keyless records have no key and tombstones no value (some tools write null). Header bytes are signed.
 */
export interface LambdaKafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly timestampType?: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  readonly key?: string | null;
  readonly value?: string | null;
  readonly headers?: readonly Readonly<Record<string, readonly number[] | null>>[] | null;
}

export interface LambdaKafkaEvent {
  readonly eventSource: 'aws:kafka' | 'SelfManagedKafka';
  readonly eventSourceArn?: string;
  readonly bootstrapServers?: string;
  readonly records: Readonly<Record<string, readonly LambdaKafkaRecord[]>>;
}

/** What a function with `ReportBatchItemFailures` answers: Kafka's identifiers are objects. */
export interface KafkaBatchResponse {
  readonly batchItemFailures: readonly {
    readonly itemIdentifier: { readonly partition: string; readonly offset: number };
  }[];
}

const fromBase64 = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  // Node skips invalid characters, which makes the result shorter than the text's length implies.
  return text.length % 4 === 0 && bytes.length === (text.length / 4) * 3 - padding ? bytes : undefined;
};

/** The bytes of a key or value; undefined if it is not base64. */
const bytesOf = (text: unknown): Buffer | null | undefined => {
  if (text === undefined || text === null) return null;
  return typeof text === 'string' ? fromBase64(text) : undefined;
};

const decodeHeaders = (headers: LambdaKafkaRecord['headers']): KafkaRecord['headers'] =>
  (headers ?? []).flatMap((header) =>
    // Kafka allows headers without a value. AWS does not document their form, and one must not stop its partition.
    Object.entries(header).map(([name, bytes]) => [name, Buffer.from(bytes ?? [])] as const),
  );

const NO_HEADERS: KafkaRecord['headers'] = [];

/** A record with its bytes, decoded from base64 and signed header bytes. */
export const decodeRecord = (record: LambdaKafkaRecord): KafkaRecord => {
  const { topic, partition, offset, timestamp } = record;
  const key = bytesOf(record.key);
  const value = bytesOf(record.value);
  const headers = record.headers?.length ? decodeHeaders(record.headers) : NO_HEADERS;
  if (key !== undefined && value !== undefined) {
    return { topic, partition, offset, timestamp, key, value, headers };
  }
  const bad = value === undefined ? 'value' : 'key';
  return {
    ...{ topic, partition, offset, timestamp, headers },
    key: key === undefined ? Buffer.from(String(record.key)) : key,
    value: value === undefined ? Buffer.from(String(record.value)) : value,
    defect: new PoisonError('BAD_BASE64', `the record's ${bad} is not base64`),
  };
};

const isRecord = (record: unknown): record is LambdaKafkaRecord => {
  if (typeof record !== 'object' || record === null) return false;
  const { topic, partition, offset } = record as Partial<LambdaKafkaRecord>;
  return typeof topic === 'string' && Number.isSafeInteger(partition) && Number.isSafeInteger(offset);
};

/** Records by partition, at least one each, in offset order. */
export type RecordsByPartition = ReadonlyMap<string, readonly [KafkaRecord, ...KafkaRecord[]]>;

/**
 * The event's records.
 * @throws AlphaPandaError `NOT_A_KAFKA_EVENT` for any other event.
 */
export const recordsByPartition = (event: unknown): RecordsByPartition => {
  const records =
    typeof event === 'object' && event !== null && 'records' in event ? event.records : undefined;
  if (typeof records !== 'object' || records === null || Array.isArray(records)) {
    throw new AlphaPandaError(
      'NOT_A_KAFKA_EVENT',
      'the event has no "records" by partition; invoke this function through a Kafka event source mapping',
    );
  }
  const partitions = new Map<string, readonly [KafkaRecord, ...KafkaRecord[]]>();
  for (const [name, list] of Object.entries(records)) {
    if (!Array.isArray(list) || !list.every(isRecord)) {
      throw new AlphaPandaError('NOT_A_KAFKA_EVENT', `the records of "${name}" are not Kafka records`);
    }
    const [first, ...others] = list.map(decodeRecord).sort((a, b) => a.offset - b.offset);
    if (first !== undefined) partitions.set(name, [first, ...others]);
  }
  return partitions;
};
