import type { Admin, Producer } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type BrokerUnderTest, brokerUnderTest, uniqueName } from './support/broker-under-test.ts';
import { createTopic } from './support/create-topic.ts';
import { KafkajsClients } from './support/kafkajs-client.ts';

let broker: BrokerUnderTest;
let clients: KafkajsClients;
let admin: Admin;
let producer: Producer;

beforeAll(async () => {
  broker = await brokerUnderTest();
  clients = new KafkajsClients(broker.brokers);
  admin = await clients.admin();
  producer = await clients.producer();
});
afterAll(async () => {
  await clients.close();
  await broker.close();
});

const createdTopic = async (numPartitions: number): Promise<string> => {
  const topic = uniqueName('groups');
  await createTopic(admin, { topic, numPartitions });
  return topic;
};

const send = async (topic: string, values: readonly string[], partition = 0): Promise<void> => {
  await producer.send({ topic, messages: values.map((value) => ({ value, partition })) });
};

/** A group that has read and committed `values`, and has no members. */
const finishedGroup = async (topic: string, values: readonly string[]): Promise<string> => {
  const groupId = uniqueName('finished');
  await send(topic, values);
  const consumer = await clients.consumer(topic, groupId);
  await consumer.take(values.length);
  await consumer.consumer.disconnect();
  return groupId;
};

const committed = async (groupId: string, topic: string): Promise<string | undefined> => {
  const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] });
  return offsets?.partitions.find(({ partition }) => partition === 0)?.offset;
};

test('a single member gets all partitions', async () => {
  const topic = await createdTopic(4);

  const consumer = await clients.consumer(topic, uniqueName('single'));

  expect(await consumer.assigned(4)).toEqual([0, 1, 2, 3]);
});

test('a second member takes half of the partitions, and gives them back when it leaves', async () => {
  const topic = await createdTopic(4);
  const groupId = uniqueName('rebalance');
  const first = await clients.consumer(topic, groupId);
  await first.assigned(4);

  const second = await clients.consumer(topic, groupId);
  const halves = [await first.assigned(2), await second.assigned(2)];
  await second.consumer.disconnect();

  expect(halves.flat().sort()).toEqual([0, 1, 2, 3]);
  expect(await first.assigned(4)).toEqual([0, 1, 2, 3]);
});

test('two members read everything once between them', async () => {
  const topic = await createdTopic(4);
  const groupId = uniqueName('share');
  const first = await clients.consumer(topic, groupId);
  const second = await clients.consumer(topic, groupId);
  await Promise.all([first.assigned(2), second.assigned(2)]);

  for (const partition of [0, 1, 2, 3]) await send(topic, [`a${partition}`, `b${partition}`], partition);

  const seen = await eventually('eight messages', () => {
    const both = [...first.messages, ...second.messages];
    return both.length >= 8 ? both : undefined;
  });
  const values = seen.map(({ value }) => value?.toString()).sort();
  expect(values).toEqual(['a0', 'a1', 'a2', 'a3', 'b0', 'b1', 'b2', 'b3']);
});

test('two groups each read everything', async () => {
  const topic = await createdTopic(1);
  await send(topic, ['x', 'y']);

  const one = await clients.consumer(topic, uniqueName('one'));
  const two = await clients.consumer(topic, uniqueName('two'));

  expect(await one.take(2)).toHaveLength(2);
  expect(await two.take(2)).toHaveLength(2);
});

test('a group continues at its committed offset', async () => {
  const topic = await createdTopic(1);
  const groupId = await finishedGroup(topic, ['a', 'b']);
  await send(topic, ['c']);

  const consumer = await clients.consumer(topic, groupId);

  expect((await consumer.take(1)).map(({ value }) => value?.toString())).toEqual(['c']);
});

test('committed offsets can be read', async () => {
  const topic = await createdTopic(1);
  const groupId = await finishedGroup(topic, ['a', 'b', 'c']);

  expect(await committed(groupId, topic)).toBe('3');
});

test('a group that never committed has no position', async () => {
  const topic = await createdTopic(1);

  expect(await committed(uniqueName('never'), topic)).toBe('-1');
});

test('offsets can be set from outside, and the group reads again from there', async () => {
  const topic = await createdTopic(1);
  const groupId = await finishedGroup(topic, ['a', 'b', 'c']);

  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '1' }] });
  const position = await committed(groupId, topic);
  const consumer = await clients.consumer(topic, groupId);

  expect(position).toBe('1');
  expect((await consumer.take(2)).map(({ value }) => value?.toString())).toEqual(['b', 'c']);
});

test('a running group is described with its member and what it reads', async () => {
  const topic = await createdTopic(2);
  const groupId = uniqueName('describe');
  const consumer = await clients.consumer(topic, groupId);
  await consumer.assigned(2);

  const { groups } = await eventually('a stable group', async () => {
    const description = await admin.describeGroups([groupId]);
    return description.groups[0]?.state === 'Stable' ? description : undefined;
  });

  expect(groups[0]).toMatchObject({
    errorCode: 0,
    groupId,
    protocolType: 'consumer',
    protocol: 'RoundRobinAssigner',
  });
  expect(groups[0]?.members).toHaveLength(1);
  expect(groups[0]?.members[0]?.memberAssignment.includes(topic)).toBe(true);
});

test('a group without members is empty, one that never was is dead', async () => {
  const topic = await createdTopic(1);
  const groupId = await finishedGroup(topic, ['a']);
  const unknown = uniqueName('unknown');

  const { groups } = await admin.describeGroups([groupId, unknown]);

  const states = new Map(groups.map(({ groupId: id, state }) => [id, state]));
  expect(states.get(groupId)).toBe('Empty');
  expect(states.get(unknown)).toBe('Dead');
});

test('groups are listed', async () => {
  const topic = await createdTopic(1);
  const groupId = await finishedGroup(topic, ['a']);

  const { groups } = await admin.listGroups();

  expect(groups).toContainEqual({ groupId, protocolType: 'consumer' });
});

test('a group without members can be deleted, with its offsets', async () => {
  const topic = await createdTopic(1);
  const groupId = await finishedGroup(topic, ['a']);

  await admin.deleteGroups([groupId]);

  const { groups } = await admin.listGroups();
  expect(groups.map((group) => group.groupId)).not.toContain(groupId);
  expect(await committed(groupId, topic)).toBe('-1');
});

test('a group with members cannot be deleted', async () => {
  const topic = await createdTopic(1);
  const groupId = uniqueName('busy');
  const consumer = await clients.consumer(topic, groupId);
  await consumer.assigned(1);

  await expect(admin.deleteGroups([groupId])).rejects.toMatchObject({
    groups: [{ groupId, error: { type: 'NON_EMPTY_GROUP' } }],
  });
});

test('deleting a group that does not exist is refused', async () => {
  const groupId = uniqueName('no-group');

  await expect(admin.deleteGroups([groupId])).rejects.toMatchObject({
    groups: [{ groupId, error: { type: 'GROUP_ID_NOT_FOUND' } }],
  });
});

test('the offsets of a deleted topic are forgotten', async () => {
  const topic = await createdTopic(1);
  const groupId = await finishedGroup(topic, ['a', 'b']);

  await admin.deleteTopics({ topics: [topic] });

  await eventually('the offsets to go', async () => {
    const offsets = await admin.fetchOffsets({ groupId });
    return offsets.some((entry) => entry.topic === topic) ? undefined : true;
  });
});
