import type { PoisonError } from '../errors.ts';

/** One record as Kafka has it; a tombstone's value and a keyless record's key are null. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds, set by the producer or the broker as the topic is configured. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** In order. Names may repeat. */
  readonly headers: readonly (readonly [name: string, value: Buffer])[];
  /** Why the record could not be decoded from the invocation event. */
  readonly defect?: PoisonError;
}

/** A record to publish. */
export interface OutgoingRecord {
  readonly topic: string;
  /** Its partition; without it, the key decides. */
  readonly partition?: number;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers: readonly (readonly [name: string, value: Buffer | string])[];
}

/** The name of a partition in Lambda's events and in checkpoints. */
export const partitionName = (topic: string, partition: number): string => `${topic}-${partition}`;

export const headerOf = ({ headers }: Pick<KafkaRecord, 'headers'>, name: string): Buffer | undefined =>
  headers.find(([header]) => header === name)?.[1];
