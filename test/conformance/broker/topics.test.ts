import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type BrokerUnderTest, brokerUnderTest, uniqueName } from './support/broker-under-test.ts';
import { KafkajsClients } from './support/kafkajs-client.ts';

const TOPIC_RESOURCE = 2;
/** kafkajs takes this refusal for a passing one and reports that it gave up. */
const unknownTopic = { cause: { type: 'UNKNOWN_TOPIC_OR_PARTITION' } };

let broker: BrokerUnderTest;
let clients: KafkajsClients;
/** For refusals that kafkajs takes for passing ones, and would meet with patience. */
let impatient: KafkajsClients;
let admin: Admin;

beforeAll(async () => {
  broker = await brokerUnderTest();
  clients = new KafkajsClients(broker.brokers);
  admin = await clients.admin();
  impatient = new KafkajsClients(broker.brokers, { retries: 1 });
});
afterAll(async () => {
  await clients.close();
  await impatient.close();
  await broker.close();
});

const createdTopic = async (prefix: string, numPartitions = 1): Promise<string> => {
  const topic = uniqueName(prefix);
  await admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true });
  return topic;
};

const partitionIds = async (topic: string): Promise<number[]> => {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics.flatMap(({ partitions }) => partitions.map(({ partitionId }) => partitionId)).sort();
};

test('a topic is created with the partitions asked for, each led and replicated by a known node', async () => {
  const topic = await createdTopic('create', 3);

  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const { brokers } = await admin.describeCluster();

  const nodes = brokers.map(({ nodeId }) => nodeId);
  const partitions = topics[0]?.partitions ?? [];
  expect(partitions.map(({ partitionId }) => partitionId).sort()).toEqual([0, 1, 2]);
  for (const { leader, isr } of partitions) {
    expect(nodes).toContain(leader);
    expect(isr).toContain(leader);
  }
});

test('a topic that exists is listed', async () => {
  const topic = await createdTopic('list');

  expect(await admin.listTopics()).toContain(topic);
});

test('creating a topic a second time reports that it exists', async () => {
  const topic = await createdTopic('duplicate');

  const again = await admin.createTopics({ topics: [{ topic }] });

  expect(again).toBe(false);
});

test('validating a topic does not create it', async () => {
  const topic = uniqueName('validate');

  await admin.createTopics({
    validateOnly: true,
    waitForLeaders: false,
    topics: [{ topic, numPartitions: 2 }],
  });

  expect(await admin.listTopics()).not.toContain(topic);
});

test('a topic with an unknown setting is refused', async () => {
  const topic = uniqueName('unknown-setting');
  const configEntries = [{ name: 'no.such.setting', value: '1' }];

  const creation = admin.createTopics({ topics: [{ topic, configEntries }] });

  await expect(creation).rejects.toMatchObject({ errors: [{ type: 'INVALID_CONFIG' }] });
});

test('a topic with a setting out of bounds is refused', async () => {
  const topic = uniqueName('bad-setting');
  const configEntries = [{ name: 'retention.ms', value: 'a week' }];

  const creation = admin.createTopics({ topics: [{ topic, configEntries }] });

  await expect(creation).rejects.toMatchObject({ errors: [{ type: 'INVALID_CONFIG' }] });
});

test('a topic with an illegal name is refused', async () => {
  const creation = admin.createTopics({ topics: [{ topic: 'not/legal' }] });

  await expect(creation).rejects.toMatchObject({ errors: [{ type: 'INVALID_TOPIC_EXCEPTION' }] });
});

test('more replicas than brokers are refused', async () => {
  const creation = admin.createTopics({ topics: [{ topic: uniqueName('replicas'), replicationFactor: 99 }] });

  await expect(creation).rejects.toMatchObject({ errors: [{ type: 'INVALID_REPLICATION_FACTOR' }] });
});

test('settings from the creation are described, and distinguished from defaults', async () => {
  const topic = uniqueName('describe');
  await admin.createTopics({
    topics: [
      {
        topic,
        configEntries: [
          { name: 'retention.ms', value: '3600000' },
          { name: 'max.message.bytes', value: '2000000' },
          { name: 'cleanup.policy', value: 'compact' },
        ],
      },
    ],
  });

  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [
      {
        type: TOPIC_RESOURCE,
        name: topic,
        configNames: ['retention.ms', 'max.message.bytes', 'cleanup.policy', 'message.timestamp.type'],
      },
    ],
  });

  const entries = resources[0]?.configEntries ?? [];
  const values = Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
  expect(values).toEqual({
    'retention.ms': '3600000',
    'max.message.bytes': '2000000',
    'cleanup.policy': 'compact',
    'message.timestamp.type': 'CreateTime',
  });
});

test('altered settings are described', async () => {
  const topic = await createdTopic('alter');
  const configEntries = [{ name: 'retention.ms', value: '7200000' }];

  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: TOPIC_RESOURCE, name: topic, configEntries }],
  });

  await eventually('the new setting', async () => {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: TOPIC_RESOURCE, name: topic, configNames: ['retention.ms'] }],
    });
    return resources[0]?.configEntries[0]?.configValue === '7200000' ? true : undefined;
  });
});

test('a deleted topic is gone', async () => {
  const topic = await createdTopic('delete');

  await admin.deleteTopics({ topics: [topic] });

  await eventually('the topic to go', async () =>
    (await admin.listTopics()).includes(topic) ? undefined : true,
  );
  await expect((await impatient.admin()).fetchTopicOffsets(topic)).rejects.toMatchObject(unknownTopic);
});

test('deleting a topic that does not exist is refused', async () => {
  const impatientAdmin = await impatient.admin();

  const deletion = impatientAdmin.deleteTopics({ topics: [uniqueName('never')] });

  await expect(deletion).rejects.toMatchObject(unknownTopic);
});

test('a recreated topic starts at offset 0', async () => {
  const topic = await createdTopic('again');
  const producer = await clients.producer();
  await producer.send({ topic, messages: [{ value: 'old' }] });

  await admin.deleteTopics({ topics: [topic] });
  await eventually('the topic to be recreated', async () =>
    (await admin.createTopics({ topics: [{ topic }], waitForLeaders: false })) ? true : undefined,
  );

  const offsets = await eventually('its offsets', () =>
    admin.fetchTopicOffsets(topic).catch(() => undefined),
  );
  expect(offsets).toMatchObject([{ partition: 0, low: '0', high: '0' }]);
});

test('partitions can be added', async () => {
  const topic = await createdTopic('grow', 2);

  await admin.createPartitions({ topicPartitions: [{ topic, count: 5 }] });

  await eventually('five partitions', async () =>
    (await partitionIds(topic)).length === 5 ? true : undefined,
  );
  expect(await partitionIds(topic)).toEqual([0, 1, 2, 3, 4]);
});

test('the number of partitions cannot be reduced', async () => {
  const topic = await createdTopic('shrink', 3);

  const shrinking = admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });

  await expect(shrinking).rejects.toThrow();
  expect(await partitionIds(topic)).toEqual([0, 1, 2]);
});

test('fewer assignments than new partitions are refused', async () => {
  const topic = await createdTopic('assignments', 1);
  const { controller } = await admin.describeCluster();

  const growing = admin.createPartitions({
    topicPartitions: [{ topic, count: 3, assignments: [[controller ?? 0]] }],
  });

  await expect(growing).rejects.toThrow();
  expect(await partitionIds(topic)).toEqual([0]);
});

test('an unknown topic is not created by asking for it', async () => {
  const topic = uniqueName('unknown');

  const asking = (await impatient.admin()).fetchTopicMetadata({ topics: [topic] });

  await expect(asking).rejects.toMatchObject(unknownTopic.cause);
  expect(await admin.listTopics()).not.toContain(topic);
});

test('producing to an unknown topic is refused', async () => {
  const producer = await impatient.producer();

  const sending = producer.send({ topic: uniqueName('nowhere'), messages: [{ value: 'x' }] });

  await expect(sending).rejects.toMatchObject(unknownTopic);
});
