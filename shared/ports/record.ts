import type { PoisonError } from '../errors.ts';

/** One record as Kafka has it; a tombstone's value and a keyless record's key are null. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds: the producer's or the broker's, as the topic is set. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** In order, names may repeat. */
  readonly headers: readonly (readonly [name: string, value: Buffer])[];
  /** Why the record could not even be taken out of the invocation event. */
  readonly defect?: PoisonError;
}

/** A record on its way out. */
export interface OutgoingRecord {
  readonly topic: string;
  /** Where it has to stand; by its key where this is left out. */
  readonly partition?: number;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers: readonly (readonly [name: string, value: Buffer | string])[];
}

/** The name under which Lambda and our checkpoints know a partition. */
export const partitionName = (topic: string, partition: number): string => `${topic}-${partition}`;

export const headerOf = ({ headers }: Pick<KafkaRecord, 'headers'>, name: string): Buffer | undefined =>
  headers.find(([header]) => header === name)?.[1];
