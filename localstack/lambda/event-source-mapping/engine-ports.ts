import type { Backoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Concurrency } from './concurrency.ts';
import type { EventSourceIdentity, KafkaEvent } from './event-json.ts';
import type { Fault } from './faults.ts';
import type { RecordFilter } from './filter/record-filter.ts';
import type { DiscardedBatch } from './on-failure-record.ts';
import type { RetryPolicy } from './retry-policy.ts';

/** The external effects of a mapping. */
export interface MappingPorts {
  /** Invokes the function and resolves with its answer; rejects when it threw, timed out or its environment ended. */
  invoke(event: KafkaEvent): Promise<unknown>;
  /** Delivers discarded records to the on-failure destination; absent without a destination. */
  readonly deliver?: ((batch: DiscardedBatch) => Promise<void>) | undefined;
  /** Stops and continues fetching one partition. */
  pause(partition: number): void;
  resume(partition: number): void;
  /** Makes the next fetch of a partition start at this offset. */
  seek(partition: number, offset: number): void;
  /** One line for a person. */
  log(line: string): void;
  newId(): string;
  readonly clock: Clock;
  /** The function's environments. A batch is cut when one is free, so it has what arrived until then. */
  readonly concurrency: Concurrency;
}

/** The engine's configuration of the mapping. */
export interface EngineSettings extends RetryPolicy {
  readonly topic: string;
  readonly functionArn: string;
  readonly source: EventSourceIdentity;
  readonly batchSize: number;
  readonly maximumBatchingWindowMs: number;
  /** Lambda's 6 MB unless a test asks for less. */
  readonly maximumPayloadBytes?: number;
  readonly reportBatchItemFailures: boolean;
  readonly maximumRecordAgeMs: number;
  readonly filter: RecordFilter | undefined;
  readonly backoff: Backoff;
  readonly nextFault: () => Fault;
  /** Records and bytes a partition may hold ahead of the function before its fetching is paused. */
  readonly prefetch: { readonly records: number; readonly bytes: number };
}
