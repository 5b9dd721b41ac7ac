import type { Clock } from '../clock.ts';
import type { GroupCoordinator } from '../groups/group-coordinator.ts';
import type { ProducerIds } from '../storage/producer-ids.ts';
import type { TopicOverrides } from '../topics/topic-config.ts';
import type { TopicRegistry } from '../topics/topic-registry.ts';

/** The one node of this cluster. */
export const NODE_ID = 1;
/** Leadership never moves in a cluster of one. */
export const LEADER_EPOCH = 0;

/** The parts of the broker that a call can use. */
export interface BrokerContext {
  readonly clusterId: string;
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly topics: TopicRegistry;
  /** Settings of topics where this broker's defaults differ from Kafka's. */
  readonly topicDefaults: TopicOverrides;
  readonly groups: GroupCoordinator;
  readonly producerIds: ProducerIds;
}

/** The client of a call. */
export interface ConnectionContext {
  /** Unique among the connections of this broker's life. */
  readonly id: string;
  readonly remoteAddress: string;
  /** As the client named itself in the request's header. */
  readonly clientId: string;
  /** Runs `task` when the connection ends; the returned function withdraws it. */
  onClose(task: () => void): () => void;
}
