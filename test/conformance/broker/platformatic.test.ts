import {
  Admin,
  Consumer,
  type ConsumerOptions,
  MessagesStreamModes,
  Producer,
  type ProducerOptions,
} from '@platformatic/kafka';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type BrokerUnderTest, brokerUnderTest, uniqueName } from './support/broker-under-test.ts';

/** The broker seen by a client that shares no code with kafkajs and speaks newer versions of the protocol. */

type Bytes = Buffer;

interface Closable {
  close(): Promise<void>;
}

let broker: BrokerUnderTest;
let admin: Admin;
let producer: Producer<Bytes, Bytes, Bytes, Bytes>;
const clients = new Set<Closable>();

beforeAll(async () => {
  broker = await brokerUnderTest();
  admin = opened(new Admin({ clientId: 'conformance', bootstrapBrokers: broker.brokers }));
  producer = newProducer();
});
afterAll(async () => {
  for (const client of clients) await closed(client);
  await broker.close();
});

const opened = <T extends Closable>(client: T): T => {
  clients.add(client);
  return client;
};

/** Closing a client twice is an error of its own. */
const closed = async (client: Closable): Promise<void> => {
  clients.delete(client);
  // A consumer with an open stream has to be forced; an admin would take the argument for a callback.
  await (client instanceof Consumer ? client.close(true) : client.close());
};

const newProducer = (options: Partial<ProducerOptions<Bytes, Bytes, Bytes, Bytes>> = {}) =>
  opened(
    new Producer<Bytes, Bytes, Bytes, Bytes>({
      clientId: 'conformance',
      bootstrapBrokers: broker.brokers,
      ...options,
    }),
  );

const createdTopic = async (partitions = 1): Promise<string> => {
  const topic = uniqueName('platformatic');
  await admin.createTopics({ topics: [topic], partitions, replicas: 1 });
  await eventually('its metadata', async () => {
    const metadata = await admin.metadata({ topics: [topic], forceUpdate: true }).catch(() => undefined);
    return metadata?.topics.get(topic)?.partitionsCount === partitions ? true : undefined;
  });
  return topic;
};

/** A member of `groupId` that collects what it reads of `topic` and commits it. */
const collect = async (
  topic: string,
  groupId: string,
  options: Partial<ConsumerOptions<Bytes, Bytes, Bytes, Bytes>> = {},
) => {
  const consumer = opened(
    new Consumer<Bytes, Bytes, Bytes, Bytes>({
      clientId: 'conformance',
      bootstrapBrokers: broker.brokers,
      groupId,
      sessionTimeout: 10_000,
      rebalanceTimeout: 10_000,
      heartbeatInterval: 500,
      ...options,
    }),
  );
  const stream = await consumer.consume({
    topics: [topic],
    mode: MessagesStreamModes.COMMITTED,
    fallbackMode: 'earliest',
    maxWaitTime: 100,
    autocommit: true,
  });
  const messages: {
    key: Bytes;
    value: Bytes;
    headers: Map<Bytes, Bytes>;
    offset: bigint;
    partition: number;
  }[] = [];
  stream.on('data', (message) => {
    messages.push(message);
  });
  return {
    consumer,
    messages,
    take: (count: number) =>
      eventually(`${count} messages`, () =>
        messages.length >= count ? messages.slice(0, count) : undefined,
      ),
  };
};

const send = (topic: string, values: readonly string[]) =>
  producer.send({
    messages: values.map((value) => ({ topic, partition: 0, value: Buffer.from(value) })),
  });

test('topics are created, listed, grown and deleted', async () => {
  const topic = await createdTopic(2);

  expect(await admin.listTopics()).toContain(topic);
  const { brokers } = await admin.metadata({ topics: [topic] });
  const brokerIds = [...brokers.keys()].slice(0, 1);
  await admin.createPartitions({ topics: [{ name: topic, count: 3, assignments: [{ brokerIds }] }] });
  await admin.deleteTopics({ topics: [topic] });

  await eventually('the topic to go', async () =>
    (await admin.listTopics()).includes(topic) ? undefined : true,
  );
});

test('creating a topic returns its id and settings', async () => {
  const topic = uniqueName('platformatic-id');

  const [created] = await admin.createTopics({
    topics: [topic],
    partitions: 2,
    replicas: 1,
    configs: [{ name: 'retention.ms', value: '3600000' }],
  });

  expect(created).toMatchObject({ name: topic, partitions: 2, replicas: 1 });
  expect(created?.configuration['retention.ms']).toBe('3600000');
});

test('key, value and headers come back as they were sent', async () => {
  const topic = await createdTopic();
  const headers = new Map([[Buffer.from('binary'), Buffer.from([0, 255, 128])]]);
  await producer.send({ messages: [{ topic, key: Buffer.from('k'), value: Buffer.from('v'), headers }] });

  const [seen] = await (await collect(topic, uniqueName('group'))).take(1);

  expect(seen).toMatchObject({ offset: 0n, partition: 0, key: Buffer.from('k'), value: Buffer.from('v') });
  expect([...(seen?.headers ?? [])]).toEqual([...headers]);
});

test('a batch compressed with gzip comes back record by record', async () => {
  const topic = await createdTopic();
  const values = Array.from({ length: 200 }, (_, index) => `value ${index}`);
  const compressing = newProducer({ compression: 'gzip' });
  await compressing.send({ messages: values.map((value) => ({ topic, value: Buffer.from(value) })) });

  const seen = await (await collect(topic, uniqueName('group'))).take(values.length);

  expect(seen.map(({ value }) => value.toString())).toEqual(values);
});

test('an idempotent producer writes every record once and in order', async () => {
  const topic = await createdTopic();
  const idempotent = newProducer({ idempotent: true });
  const values = Array.from({ length: 20 }, (_, index) => String(index));
  for (const value of values) {
    await idempotent.send({ messages: [{ topic, partition: 0, value: Buffer.from(value) }] });
  }

  const seen = await (await collect(topic, uniqueName('group'))).take(values.length);

  expect(seen.map(({ value }) => value.toString())).toEqual(values);
});

test('producing to an unknown topic is refused', async () => {
  const sending = send(uniqueName('nowhere'), ['x']);

  await expect(sending).rejects.toThrow();
});

test('a message that is too large is refused', async () => {
  const topic = await createdTopic();
  const value = Buffer.alloc(1_100_000, 1);

  const sending = producer.send({ messages: [{ topic, value }] });

  await expect(sending).rejects.toMatchObject({ errors: [{ errors: [{ apiId: 'MESSAGE_TOO_LARGE' }] }] });
});

test('a group continues at its committed offset', async () => {
  const topic = await createdTopic();
  const groupId = uniqueName('group');
  await send(topic, ['a', 'b']);
  const first = await collect(topic, groupId);
  await first.take(2);
  await closed(first.consumer);
  await send(topic, ['c']);

  const second = await collect(topic, groupId);

  expect((await second.take(1)).map(({ value }) => value.toString())).toEqual(['c']);
});

test('two members share the partitions, and one takes over when the other leaves', async () => {
  const topic = await createdTopic(4);
  const groupId = uniqueName('group');
  const count = (member: Awaited<ReturnType<typeof collect>>): number =>
    member.consumer.assignments?.flatMap(({ partitions }) => partitions).length ?? 0;

  const first = await collect(topic, groupId);
  const second = await collect(topic, groupId);
  await eventually('two halves', () => (count(first) === 2 && count(second) === 2 ? true : undefined));
  await closed(second.consumer);

  await eventually('all partitions at the first', () => (count(first) === 4 ? true : undefined));
});

test('groups are described, listed and deleted', async () => {
  const topic = await createdTopic();
  const groupId = uniqueName('group');
  await send(topic, ['a']);
  const member = await collect(topic, groupId);
  await member.take(1);

  const described = await eventually('a stable group', async () => {
    const group = (await admin.describeGroups({ groups: [groupId] })).get(groupId);
    return group?.state === 'Stable' ? group : undefined;
  });
  await closed(member.consumer);
  const listed = (await admin.listGroups()).get(groupId);
  await admin.deleteGroups({ groups: [groupId] });

  expect(described.members.size).toBe(1);
  expect([...described.members.values()][0]?.assignments?.has(topic)).toBe(true);
  expect(listed).toMatchObject({ id: groupId, protocolType: 'consumer' });
  expect((await admin.listGroups()).has(groupId)).toBe(false);
});

test("a group's offsets are read and changed", async () => {
  const topic = await createdTopic();
  const groupId = uniqueName('group');
  await admin.alterConsumerGroupOffsets({
    groupId,
    topics: [{ name: topic, partitionOffsets: [{ partition: 0, offset: 7n }] }],
  });

  const [offsets] = await admin.listConsumerGroupOffsets({ groups: [groupId] });

  expect(offsets?.topics).toMatchObject([
    { name: topic, partitions: [{ partitionIndex: 0, committedOffset: 7n }] },
  ]);
});

test('the first and next offsets of a partition are returned', async () => {
  const topic = await createdTopic();
  await send(topic, ['a', 'b', 'c']);
  const offsetAt = async (timestamp: bigint): Promise<bigint | undefined> => {
    const topics = await admin.listOffsets({
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp }] }],
    });
    return topics[0]?.partitions[0]?.offset;
  };

  expect(await offsetAt(-2n)).toBe(0n);
  expect(await offsetAt(-1n)).toBe(3n);
});

test('records are deleted up to an offset', async () => {
  const topic = await createdTopic();
  await send(topic, ['a']);
  await send(topic, ['b']);

  const [deleted] = await admin.deleteRecords({
    topics: [{ name: topic, partitions: [{ partition: 0, offset: 1n }] }],
  });
  const seen = await (await collect(topic, uniqueName('group'))).take(1);

  expect(deleted?.partitions).toEqual([{ partition: 0, lowWatermark: 1n }]);
  expect(seen.map(({ value }) => value.toString())).toEqual(['b']);
});
