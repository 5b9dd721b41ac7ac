import type { PartitionLog } from '../log/partition-log.ts';
import type { TopicOverrides } from './topic-config.ts';

export interface Topic {
  readonly name: string;
  /** Differs between a topic and its successor of the same name. */
  readonly id: string;
  readonly overrides: TopicOverrides;
  readonly partitions: readonly PartitionLog[];
}

/** The stored description of a topic. */
export interface TopicDefinition {
  readonly name: string;
  readonly id: string;
  readonly partitions: number;
  readonly overrides: TopicOverrides;
}
