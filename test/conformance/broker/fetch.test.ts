import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBatchHeader } from '../../../localstack/engines/kafka/log/record-batch.ts';
import { type BrokerUnderTest, brokerUnderTest, uniqueName } from './support/broker-under-test.ts';
import { buildBatch } from './support/build-batch.ts';
import { KafkajsClients } from './support/kafkajs-client.ts';
import { createTopic, fetchFrom, produceBatch } from './support/raw-calls.ts';
import { RawClient } from './support/raw-client.ts';

const UNKNOWN_TOPIC_OR_PARTITION = 3;
/** Longer than any test may take: a fetch that waits so long has failed. */
const FOREVER_MS = 120_000;
/** kafkajs gives up after 30 s; a message has to be seen within 20. */
const MAX_CONSUMER_WAIT_MS = 25_000;

let broker: BrokerUnderTest;
let raw: RawClient;
let other: RawClient;

beforeAll(async () => {
  broker = await brokerUnderTest();
  raw = await RawClient.connect(broker);
  other = await RawClient.connect(broker);
});
afterAll(async () => {
  raw.close();
  other.close();
  await broker.close();
});

const createdTopic = async (prefix: string): Promise<string> => {
  const topic = uniqueName(prefix);
  await createTopic(raw, topic);
  return topic;
};

test('a fetch that waits is answered as soon as data arrives', async () => {
  const topic = await createdTopic('long-poll');

  const waiting = fetchFrom(raw, topic, 0, { maxWaitMs: FOREVER_MS });
  await produceBatch(other, topic, buildBatch({ values: ['now'] }));

  const { records, highWatermark } = await waiting;
  expect(highWatermark).toBe(1);
  expect(records.includes('now')).toBe(true);
});

test('answers a fetch empty after its wait time without records', async () => {
  const topic = await createdTopic('empty-poll');

  const answer = await fetchFrom(raw, topic, 0, { maxWaitMs: 50 });

  expect(answer).toMatchObject({ errorCode: 0, highWatermark: 0 });
  expect(answer.records).toHaveLength(0);
});

test('a fetch waits until the least number of bytes is there', async () => {
  const topic = await createdTopic('min-bytes');
  const batch = buildBatch({ values: ['x'.repeat(1000)] });

  const waiting = fetchFrom(raw, topic, 0, { maxWaitMs: FOREVER_MS, minBytes: 2500 });
  for (let count = 0; count < 3; count += 1) await produceBatch(other, topic, Buffer.from(batch));

  expect((await waiting).records.length).toBeGreaterThanOrEqual(2500);
});

test('a consumer that waits sees a message long before its wait is over', async () => {
  const clients = new KafkajsClients(broker.brokers);
  const topic = await createdTopic('prompt');
  const producer = await clients.producer();
  const consumer = await clients.consumer(topic, uniqueName('group'), {
    maxWaitTimeInMs: MAX_CONSUMER_WAIT_MS,
  });
  await consumer.assigned(1);

  await producer.send({ topic, messages: [{ value: 'x' }] });

  expect(await consumer.take(1)).toHaveLength(1);
  // kafkajs stops only when its fetch is answered.
  const stopping = consumer.consumer.disconnect();
  await producer.send({ topic, messages: [{ value: 'end' }] });
  await stopping;
  await clients.close();
});

test('a batch above the limit is returned complete, so that a consumer can continue after it', async () => {
  const topic = await createdTopic('first-batch');
  const batch = buildBatch({ values: ['x'.repeat(50_000)] });
  await produceBatch(raw, topic, batch);

  const { records } = await fetchFrom(raw, topic, 0, { maxBytes: 1000, partitionMaxBytes: 1000 });

  expect(records).toHaveLength(batch.length);
});

test('the batches after the first one stay within the limit', async () => {
  const topic = await createdTopic('limit');
  const batch = buildBatch({ values: ['x'.repeat(1000)] });
  for (let count = 0; count < 5; count += 1) await produceBatch(raw, topic, Buffer.from(batch));

  const { records } = await fetchFrom(raw, topic, 0, { partitionMaxBytes: batch.length * 3 });

  expect(records.length).toBeGreaterThanOrEqual(batch.length);
  expect(records.length).toBeLessThanOrEqual(batch.length * 3);
});

test('a fetch from inside a batch returns the complete batch', async () => {
  const topic = await createdTopic('inside');
  await produceBatch(raw, topic, buildBatch({ values: ['a', 'b', 'c'] }));

  const { records } = await fetchFrom(raw, topic, 2);

  expect(readBatchHeader(records)).toMatchObject({ baseOffset: 0, recordCount: 3 });
});

test('a stored batch differs from the one sent in its offset and leader epoch only', async () => {
  const topic = await createdTopic('opaque');
  const batch = buildBatch({ values: ['a', 'b'], codec: 'gzip' });
  await produceBatch(raw, topic, Buffer.from(batch));
  await produceBatch(raw, topic, Buffer.from(batch));

  const { records } = await fetchFrom(raw, topic, 2);

  const second = records.subarray(records.length - batch.length);
  expect(readBatchHeader(second).baseOffset).toBe(2);
  expect(second.subarray(16)).toEqual(batch.subarray(16));
});

test('fetching an unknown topic is refused at once', async () => {
  const answer = await fetchFrom(raw, uniqueName('unknown'), 0, { maxWaitMs: FOREVER_MS });

  expect(answer.errorCode).toBe(UNKNOWN_TOPIC_OR_PARTITION);
});
