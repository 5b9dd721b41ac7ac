import { describe, expect, test } from 'vitest';
import { topicConfigurations, topicLogicalId, topicsOf } from '../../../infra/stack/topics.ts';
import { allTopics, MAX_MESSAGE_BYTES } from '../../../shared/events/topics.ts';
import { ALARMS, deployment, REDPANDA } from '../deployments.ts';

const settingsOf = (kind: Parameters<typeof topicConfigurations>[0], name: string) => {
  const topic = topicConfigurations(kind).find((one) => one.topic === name);
  return Object.fromEntries(topic?.configEntries.map((entry) => [entry.name, entry.value]) ?? []);
};

describe('topics to create', () => {
  test('are those of the registry, with its partitions, retention and sizes', () => {
    for (const topic of allTopics()) {
      const made = topicConfigurations('single').find((one) => one.topic === topic.name);
      expect(made?.numPartitions, topic.name).toBe(topic.partitions);
      expect(settingsOf('single', topic.name)).toEqual({
        'cleanup.policy': 'delete',
        'retention.ms': String(topic.retentionMs),
        'max.message.bytes': String(topic.maxMessageBytes),
      });
    }
  });

  test('have three replicas, two of which must confirm, on a cluster', () => {
    for (const { topic, replicationFactor } of topicConfigurations('replicated')) {
      expect(replicationFactor).toBe(3);
      expect(settingsOf('replicated', topic)['min.insync.replicas']).toBe('2');
    }
  });

  test('do not tell MSK Serverless what it decides itself', () => {
    for (const { topic } of topicConfigurations('msk-serverless')) {
      expect(settingsOf('msk-serverless', topic)).not.toHaveProperty('min.insync.replicas');
    }
  });

  test('have one replica on one node', () => {
    for (const { replicationFactor } of topicConfigurations('single')) expect(replicationFactor).toBe(1);
  });

  test('leave room in dead letters for a record as large as its topic takes', () => {
    for (const { topic } of topicConfigurations('single')) {
      if (!topic.endsWith('.dlq')) continue;
      expect(Number(settingsOf('single', topic)['max.message.bytes'])).toBeGreaterThan(MAX_MESSAGE_BYTES);
    }
  });
});

describe('topics in the stack', () => {
  test('carry their settings as JSON in Base64', () => {
    const made = topicsOf(deployment())[topicLogicalId('paper.orders.filled')];
    const { Configs } = (made?.Properties ?? {}) as { Configs?: string };

    expect(JSON.parse(Buffer.from(Configs ?? '', 'base64').toString())).toEqual({
      'cleanup.policy': 'delete',
      'retention.ms': String(30 * 24 * 60 * 60 * 1_000),
      'max.message.bytes': String(MAX_MESSAGE_BYTES),
      'min.insync.replicas': '2',
    });
  });

  test('stay when the stack goes, where data is kept', () => {
    for (const topic of Object.values(topicsOf(deployment(ALARMS, 'prod'))))
      expect(topic).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    for (const topic of Object.values(topicsOf(deployment()))) expect(topic.DeletionPolicy).toBe('Delete');
  });

  test('are left to the command where the cluster’s API cannot make them', () => {
    expect(topicsOf(deployment({ kafkaTopics: 'command' }))).toEqual({});
    expect(topicsOf(deployment(REDPANDA))).toEqual({});
  });
});
