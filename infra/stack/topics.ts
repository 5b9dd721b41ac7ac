import { allTopics } from '../../shared/events/topics.ts';
import { hasTopic } from './deployed.ts';
import type { Deployment } from './deployment.ts';
import { logicalId, type Resources } from './intrinsics.ts';
import { deletionPolicy } from './tables.ts';

/**
 * The kinds of cluster that topics are made on. `single` is one node, as on a developer's machine; `replicated`
 * has a replica in each of three zones and loses nothing that was acknowledged when one fails;
 * `msk-serverless` does the same by itself and refuses to be told.
 */
export const CLUSTER_KINDS = ['single', 'replicated', 'msk-serverless'] as const;
export type ClusterKind = (typeof CLUSTER_KINDS)[number];

/** A topic to create, as kafkajs' `createTopics` takes it. */
export interface TopicConfiguration {
  readonly topic: string;
  readonly numPartitions: number;
  readonly replicationFactor: number;
  readonly configEntries: { readonly name: string; readonly value: string }[];
}

const replication = (kind: ClusterKind): Readonly<Record<string, string>> =>
  kind === 'replicated' ? { 'min.insync.replicas': '2' } : {};

/** Every topic of the registry, dead letters too, with the settings to create it. */
export const topicConfigurations = (kind: ClusterKind): readonly TopicConfiguration[] =>
  allTopics().map((topic) => ({
    topic: topic.name,
    numPartitions: topic.partitions,
    replicationFactor: kind === 'single' ? 1 : 3,
    configEntries: Object.entries({
      'cleanup.policy': 'delete',
      'retention.ms': String(topic.retentionMs),
      'max.message.bytes': String(topic.maxMessageBytes),
      ...replication(kind),
    }).map(([name, value]) => ({ name, value })),
  }));

export const topicLogicalId = (topic: string): string => logicalId(topic, 'topic');

/**
 * The topics as resources of the stack, where it makes them: a provisioned MSK cluster. Its API takes a topic's
 * settings as a JSON object in Base64.
 */
export const topicsOf = (deployment: Deployment): Resources => {
  const { kafka, keepsData } = deployment;
  if (kafka.kind !== 'msk' || !kafka.createsTopics) return {};
  return Object.fromEntries(
    topicConfigurations('replicated')
      .filter(({ topic }) => hasTopic(deployment, topic))
      .map((topic) => [
        topicLogicalId(topic.topic),
        {
          Type: 'AWS::MSK::Topic',
          ...deletionPolicy(keepsData),
          Properties: {
            ClusterArn: kafka.clusterArn,
            TopicName: topic.topic,
            PartitionCount: topic.numPartitions,
            ReplicationFactor: topic.replicationFactor,
            Configs: Buffer.from(
              JSON.stringify(Object.fromEntries(topic.configEntries.map(({ name, value }) => [name, value]))),
            ).toString('base64'),
          },
        },
      ]),
  );
};
