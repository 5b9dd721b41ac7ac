import { type EventSourceIdentity, encodeEvent, type KafkaEvent } from './event-json.ts';
import { partitionName, type SourceRecord } from './record.ts';

/** Why records were given up. `RecordAgeExceeded` is the word of AWS's stream mappings; Kafka's page names none. */
export type DiscardReason = 'retries-exhausted' | 'payload-too-large' | 'record-age-exceeded';

/** What is told about the invocation that failed last. */
export interface FailedInvocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly invokeCount: number;
  /** Absent when the function was never invoked, or answered with a partial failure. */
  readonly functionError: boolean;
}

/** Records given up together. */
export interface DiscardedBatch {
  readonly records: readonly SourceRecord[];
  readonly reason: DiscardReason;
  readonly invocation: FailedInvocation;
  /** ISO 8601 time at which they were given up. */
  readonly timestamp: string;
  readonly source: EventSourceIdentity;
}

interface RequestContext {
  readonly requestId: string;
  readonly functionArn: string;
  readonly condition: string;
  readonly approximateInvokeCount: number;
}

interface ResponseContext {
  readonly statusCode: 200;
  readonly executedVersion: '$LATEST';
  readonly functionError?: 'Unhandled';
}

interface Envelope {
  readonly requestContext: RequestContext;
  readonly responseContext: ResponseContext | null;
  readonly version: '1.0';
  readonly timestamp: string;
}

/** Where the bounds of a partition's records lie. Offsets are strings here, as in AWS's samples. */
interface RecordsInfo {
  readonly firstRecordOffset: string;
  readonly lastRecordOffset: string;
  readonly firstRecordTimestamp: string;
  readonly lastRecordTimestamp: string;
}

/** The body sent to SQS or SNS: where the records are, not what they hold. */
export interface BatchFailureMessage extends Envelope {
  readonly KafkaBatchInfo: {
    readonly batchSize: number;
    readonly eventSourceArn?: string;
    readonly bootstrapServers: string;
    readonly payloadSize: number;
    readonly recordsInfo: Readonly<Record<string, RecordsInfo>>;
  };
}

/** The object written to S3: the same, with the event as one JSON string. */
export interface S3FailureObject extends BatchFailureMessage {
  readonly payload: string;
}

/** The value of a message on a `kafka://` destination: one per record, with the event that holds only this record. */
export interface KafkaFailureMessage extends Envelope {
  readonly KafkaBatchInfo: {
    readonly batchSize: 1;
    readonly eventSourceArn?: string;
    readonly bootstrapServers: string;
    readonly payloadSize: number;
    readonly recordInfo: { readonly offset: string; readonly timestamp: string };
  };
  /** Left out where it is what made the record undeliverable. */
  readonly payload?: KafkaEvent;
}

/** Formats a discarded batch for SQS and SNS. */
export function batchFailureMessage(batch: DiscardedBatch): BatchFailureMessage {
  const event = encodeEvent(batch.records, batch.source);
  return {
    ...envelopeOf(batch, 'RetryAttemptsExhausted'),
    KafkaBatchInfo: {
      batchSize: batch.records.length,
      ...clusterOf(batch.source),
      payloadSize: Buffer.byteLength(JSON.stringify(event)),
      recordsInfo: recordsInfo(batch.records),
    },
  };
}

/** Formats a discarded batch for S3. */
export function s3FailureObject(batch: DiscardedBatch): S3FailureObject {
  return { ...batchFailureMessage(batch), payload: JSON.stringify(encodeEvent(batch.records, batch.source)) };
}

/** Formats one record of a discarded batch for a Kafka topic. */
export function kafkaFailureMessage(batch: DiscardedBatch, record: SourceRecord): KafkaFailureMessage {
  const event = encodeEvent([record], batch.source);
  return {
    ...envelopeOf(batch, 'RetriesExhausted'),
    KafkaBatchInfo: {
      batchSize: 1,
      ...clusterOf(batch.source),
      payloadSize: Buffer.byteLength(JSON.stringify(event)),
      recordInfo: { offset: String(record.offset), timestamp: isoTime(record.timestamp) },
    },
    ...(batch.reason === 'payload-too-large' ? {} : { payload: event }),
  };
}

function envelopeOf(batch: DiscardedBatch, exhausted: string): Envelope {
  const { requestId, functionArn, invokeCount, functionError } = batch.invocation;
  return {
    requestContext: {
      requestId,
      functionArn,
      condition: conditionOf(batch.reason, exhausted),
      approximateInvokeCount: invokeCount,
    },
    responseContext:
      invokeCount === 0
        ? null
        : {
            statusCode: 200,
            executedVersion: '$LATEST',
            ...(functionError ? { functionError: 'Unhandled' as const } : {}),
          },
    version: '1.0',
    timestamp: batch.timestamp,
  };
}

function conditionOf(reason: DiscardReason, exhausted: string): string {
  switch (reason) {
    case 'retries-exhausted':
      return exhausted;
    case 'payload-too-large':
      return 'MaximumPayloadSizeExceeded';
    case 'record-age-exceeded':
      return 'RecordAgeExceeded';
  }
}

function clusterOf({ eventSourceArn, bootstrapServers }: EventSourceIdentity): {
  eventSourceArn?: string;
  bootstrapServers: string;
} {
  return eventSourceArn === undefined ? { bootstrapServers } : { eventSourceArn, bootstrapServers };
}

function recordsInfo(records: readonly SourceRecord[]): Record<string, RecordsInfo> {
  const info: Record<string, RecordsInfo> = {};
  for (const record of records) {
    const name = partitionName(record.topic, record.partition);
    const offset = String(record.offset);
    const timestamp = isoTime(record.timestamp);
    const known = info[name];
    info[name] = {
      firstRecordOffset: known?.firstRecordOffset ?? offset,
      lastRecordOffset: offset,
      firstRecordTimestamp: known?.firstRecordTimestamp ?? timestamp,
      lastRecordTimestamp: timestamp,
    };
  }
  return info;
}

/** A record's timestamp is whatever its producer wrote; what no date can hold is shown as the epoch. */
function isoTime(milliseconds: number): string {
  return new Date(Math.abs(milliseconds) <= 8.64e15 ? milliseconds : 0).toISOString();
}
