import type { OutgoingRecord } from './record.ts';

/** Puts records on topics and returns when all replicas have them. Failures are TransientErrors. */
export interface Publisher {
  publish(records: readonly OutgoingRecord[]): Promise<void>;
}

/** Reads the ends and sizes of a log, to tell a redelivery from another log. */
export interface LogInspector {
  partitionCount(topic: string): Promise<number>;
  /** The offset that the next record will get. */
  endOffset(topic: string, partition: number): Promise<number>;
}

/** Asks whether topics can be written and read now. */
export interface TopicProbe {
  /** @throws TransientError if a topic is missing or has no leader, or without an answer in time */
  check(topics: readonly string[]): Promise<void>;
}
