import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listOffsets } from '../../../localstack/engines/kafka/protocol/list-offsets.ts';
import { type BrokerUnderTest, brokerUnderTest, uniqueName } from './support/broker-under-test.ts';
import { type BatchSpecification, buildBatch } from './support/build-batch.ts';
import { KafkajsClients } from './support/kafkajs-client.ts';
import { createTopic, fetchFrom, produceBatch } from './support/raw-calls.ts';
import { RawClient } from './support/raw-client.ts';

const OFFSET_OUT_OF_RANGE = 1;
/** Some minutes ago: within every default limit on timestamps. */
const BASE_TIME = Date.now() - 600_000;

let broker: BrokerUnderTest;
let clients: KafkajsClients;
let admin: Admin;
let raw: RawClient;

beforeAll(async () => {
  broker = await brokerUnderTest();
  clients = new KafkajsClients(broker.brokers);
  admin = await clients.admin();
  raw = await RawClient.connect(broker);
});
afterAll(async () => {
  raw.close();
  await clients.close();
  await broker.close();
});

/** A topic with three batches: at +0 and +1 s, at +2 and +3 s, at +4 and +5 s. */
const topicWithTimes = async (codec: BatchSpecification['codec'] = 'none'): Promise<string> => {
  const topic = uniqueName('times');
  await createTopic(raw, topic);
  for (const second of [0, 2, 4]) {
    const timestamps = [BASE_TIME + second * 1000, BASE_TIME + (second + 1) * 1000];
    await produceBatch(raw, topic, buildBatch({ values: ['x', 'y'], timestamps, codec }));
  }
  return topic;
};

const deleteBefore = async (topic: string, offset: string): Promise<void> => {
  // kafkajs deletes only in topics that it has met before.
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset }] });
};

test('earliest and latest enclose what was written', async () => {
  const topic = await topicWithTimes();

  expect(await admin.fetchTopicOffsets(topic)).toEqual([{ partition: 0, offset: '6', low: '0', high: '6' }]);
});

test('an empty partition begins and ends at 0', async () => {
  const topic = uniqueName('empty');
  await createTopic(raw, topic);

  expect(await admin.fetchTopicOffsets(topic)).toEqual([{ partition: 0, offset: '0', low: '0', high: '0' }]);
});

test.each([
  { at: -1000, offset: '0', where: 'before the first record' },
  { at: 2000, offset: '2', where: "at a batch's first record" },
  { at: 3000, offset: '3', where: 'at a record inside a batch' },
  { at: 3001, offset: '4', where: 'between two batches' },
])('the offset for a time $where is that of the first record not older', async ({ at, offset }) => {
  const topic = await topicWithTimes();

  const found = await admin.fetchTopicOffsetsByTimestamp(topic, BASE_TIME + at);

  expect(found).toEqual([{ partition: 0, offset }]);
});

test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
  'the offset for a time is found inside a batch compressed with %s',
  async (codec) => {
    const topic = await topicWithTimes(codec);

    const found = await admin.fetchTopicOffsetsByTimestamp(topic, BASE_TIME + 2500);

    expect(found).toEqual([{ partition: 0, offset: '3' }]);
  },
);

test('a time after the last record has no offset; kafkajs gives the end instead', async () => {
  const topic = await topicWithTimes();

  const { topics } = await raw.call(listOffsets, 3, {
    replicaId: -1,
    isolationLevel: 0,
    topics: [
      {
        name: topic,
        partitions: [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp: BASE_TIME + 9000 }],
      },
    ],
  });
  const byKafkajs = await admin.fetchTopicOffsetsByTimestamp(topic, BASE_TIME + 9000);

  expect(topics[0]?.partitions[0]).toMatchObject({ errorCode: 0, offset: -1, timestamp: -1 });
  expect(byKafkajs).toEqual([{ partition: 0, offset: '6' }]);
});

test('the record with the greatest time is found', async () => {
  const topic = await topicWithTimes();

  const { topics } = await raw.call(listOffsets, 7, {
    replicaId: -1,
    isolationLevel: 0,
    topics: [{ name: topic, partitions: [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp: -3 }] }],
  });

  expect(topics[0]?.partitions[0]).toMatchObject({ errorCode: 0, offset: 5, timestamp: BASE_TIME + 5000 });
});

test('fetching beyond the end is out of range', async () => {
  const topic = await topicWithTimes();

  const { errorCode, records } = await fetchFrom(raw, topic, 7);

  expect(errorCode).toBe(OFFSET_OUT_OF_RANGE);
  expect(records).toHaveLength(0);
});

test('deleted records are gone: the log begins later, and below it is out of range', async () => {
  const topic = await topicWithTimes();

  await deleteBefore(topic, '3');

  expect(await admin.fetchTopicOffsets(topic)).toMatchObject([{ low: '3', high: '6' }]);
  expect(await fetchFrom(raw, topic, 2)).toMatchObject({ errorCode: OFFSET_OUT_OF_RANGE });
  expect(await fetchFrom(raw, topic, 3)).toMatchObject({ errorCode: 0, logStartOffset: 3 });
});

test('a consumer whose position was deleted restarts at its configured position', async () => {
  const topic = await topicWithTimes();
  await deleteBefore(topic, '4');
  const groupId = uniqueName('group');
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '1' }] });

  const consumer = await clients.consumer(topic, groupId);

  expect((await consumer.take(2)).map(({ offset }) => offset)).toEqual(['4', '5']);
});
