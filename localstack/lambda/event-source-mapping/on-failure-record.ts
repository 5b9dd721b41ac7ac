import { type EventSourceIdentity, encodeEvent, type KafkaEvent } from './event-json.ts';
import type { SourceRecord } from './record.ts';

/** AWS's conditions by reason. `RecordAgeExceeded` comes from stream mappings; the Kafka page has no such condition. */
const CONDITIONS = {
  'retries-exhausted': 'RetriesExhausted',
  'payload-too-large': 'MaximumPayloadSizeExceeded',
  'record-age-exceeded': 'RecordAgeExceeded',
} as const;

/** Why records were discarded. */
export type DiscardReason = keyof typeof CONDITIONS;

/** The data of the last failed invocation. */
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

/** The value of a message on a `kafka://` destination: one per record, with the event that holds only this record. */
export interface KafkaFailureMessage {
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: (typeof CONDITIONS)[DiscardReason];
    readonly approximateInvokeCount: number;
  };
  /** null when the function was not invoked. */
  readonly responseContext: {
    readonly statusCode: 200;
    readonly executedVersion: '$LATEST';
    readonly functionError?: 'Unhandled';
  } | null;
  readonly version: '1.0';
  readonly timestamp: string;
  readonly KafkaBatchInfo: {
    readonly batchSize: 1;
    readonly eventSourceArn?: string;
    readonly bootstrapServers: string;
    readonly payloadSize: number;
    /** Offsets are strings, as in AWS's samples. */
    readonly recordInfo: { readonly offset: string; readonly timestamp: string };
  };
  /** Absent for a record that is too large for an invocation. */
  readonly payload?: KafkaEvent;
}

/** Formats one record of a discarded batch for a Kafka topic. */
export const kafkaFailureMessage = (batch: DiscardedBatch, record: SourceRecord): KafkaFailureMessage => {
  const { requestId, functionArn, invokeCount, functionError } = batch.invocation;
  const { eventSourceArn, bootstrapServers } = batch.source;
  const event = encodeEvent([record], batch.source);
  return {
    requestContext: {
      requestId,
      functionArn,
      condition: CONDITIONS[batch.reason],
      approximateInvokeCount: invokeCount,
    },
    responseContext:
      invokeCount === 0
        ? null
        : {
            statusCode: 200,
            executedVersion: '$LATEST',
            ...(functionError && { functionError: 'Unhandled' }),
          },
    version: '1.0',
    timestamp: batch.timestamp,
    KafkaBatchInfo: {
      batchSize: 1,
      ...(eventSourceArn !== undefined && { eventSourceArn }),
      bootstrapServers,
      payloadSize: Buffer.byteLength(JSON.stringify(event)),
      recordInfo: { offset: String(record.offset), timestamp: isoTime(record.timestamp) },
    },
    ...(batch.reason !== 'payload-too-large' && { payload: event }),
  };
};

/** A producer may write any timestamp; one outside the range of dates becomes the epoch. */
const isoTime = (milliseconds: number): string =>
  new Date(Math.abs(milliseconds) <= 8.64e15 ? milliseconds : 0).toISOString();
