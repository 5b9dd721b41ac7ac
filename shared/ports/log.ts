import type { OutgoingRecord } from './record.ts';

/** Puts records on topics and returns when all replicas have them. Failures are TransientErrors. */
export interface Publisher {
  publish(records: readonly OutgoingRecord[]): Promise<void>;
}

/** What the log itself says, to tell a redelivery from a log that is not the one we knew. */
export interface LogInspector {
  partitionCount(topic: string): Promise<number>;
  /** The offset that the next record will get. */
  endOffset(topic: string, partition: number): Promise<number>;
}

/** Asks whether topics can be written to and read at this moment. */
export interface TopicProbe {
  /** @throws TransientError when one of them is missing or not led, or nobody answers in time */
  check(topics: readonly string[]): Promise<void>;
}
