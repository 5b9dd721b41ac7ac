import type { PartitionStorage } from '../log/segment-storage.ts';
import type { TopicDefinition } from '../topics/topic.ts';

/** A group's position in one partition. */
export interface CommittedOffset {
  readonly offset: number;
  /** -1 when the client did not say. */
  readonly leaderEpoch: number;
  readonly metadata: string | null;
}

export interface OffsetEntry {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** Absent: the group has no position there any more. */
  readonly committed?: CommittedOffset | undefined;
}

/** All data of a broker: in memory for its lifetime, or in a folder that later brokers can open. */
export interface BrokerStorage {
  readonly clusterId: string;
  loadTopics(): TopicDefinition[];
  saveTopics(topics: readonly TopicDefinition[]): void;
  partition(topic: string, partition: number): PartitionStorage;
  /** The last entry of each group and partition. */
  loadOffsets(): OffsetEntry[];
  saveOffsets(entries: readonly OffsetEntry[]): void;
  /** The first producer id that was never given out. */
  loadNextProducerId(): number;
  saveNextProducerId(id: number): void;
  close(): void;
}
