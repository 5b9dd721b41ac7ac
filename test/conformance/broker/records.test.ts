import { randomBytes } from 'node:crypto';
import { type Admin, CompressionTypes, type Message, type Producer } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BrokerUnderTest, brokerUnderTest, uniqueName } from './support/broker-under-test.ts';
import { createTopic } from './support/create-topic.ts';
import { KafkajsClients, type Seen } from './support/kafkajs-client.ts';

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

const createdTopic = async (
  prefix: string,
  numPartitions = 1,
  settings: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const topic = uniqueName(prefix);
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await createTopic(admin, { topic, numPartitions, configEntries });
  return topic;
};

/** Sends messages to one partition and reads them back. */
const roundTrip = async (messages: Message[], compression = CompressionTypes.None): Promise<Seen[]> => {
  const topic = await createdTopic('round-trip');
  await producer.send({ topic, messages, compression });
  const consumer = await clients.consumer(topic, uniqueName('group'));
  return consumer.take(messages.length);
};

test('key and value come back as they were sent, with dense offsets from 0', async () => {
  const seen = await roundTrip([
    { key: 'a', value: 'first' },
    { key: 'b', value: 'second' },
  ]);

  expect(seen.map(({ offset }) => offset)).toEqual(['0', '1']);
  expect(seen.map(({ key }) => key?.toString())).toEqual(['a', 'b']);
  expect(seen.map(({ value }) => value?.toString())).toEqual(['first', 'second']);
});

test('a null key and an empty key are distinguished', async () => {
  const [keyless, empty] = await roundTrip([
    { key: null, value: 'x' },
    { key: '', value: 'y' },
  ]);

  expect(keyless?.key).toBeNull();
  expect(empty?.key).toEqual(Buffer.alloc(0));
});

test('a tombstone has a key and a null value', async () => {
  const [tombstone] = await roundTrip([{ key: 'gone', value: null }]);

  expect(tombstone?.key?.toString()).toBe('gone');
  expect(tombstone?.value).toBeNull();
});

test('bytes that are no text survive', async () => {
  const value = randomBytes(1000);

  const [seen] = await roundTrip([{ value }]);

  expect(seen?.value).toEqual(value);
});

test('headers survive: several of one name, and bytes that are no text', async () => {
  const binary = Buffer.from([0, 255, 128, 10, 0]);

  const [seen] = await roundTrip([
    { value: 'x', headers: { origin: ['one', 'two'], binary, plain: 'text' } },
  ]);

  expect(seen?.headers).toEqual({
    origin: [Buffer.from('one'), Buffer.from('two')],
    binary,
    plain: Buffer.from('text'),
  });
});

test("the record's own time survives", async () => {
  const timestamp = String(Date.now() - 86_400_000);

  const [seen] = await roundTrip([{ value: 'x', timestamp }]);

  expect(seen?.timestamp).toBe(timestamp);
});

test("a topic of LogAppendTime carries the broker's time", async () => {
  const topic = await createdTopic('append-time', 1, { 'message.timestamp.type': 'LogAppendTime' });
  const before = Date.now();

  const [sent] = await producer.send({ topic, messages: [{ value: 'x', timestamp: '1000' }] });
  const consumer = await clients.consumer(topic, uniqueName('group'));
  const [seen] = await consumer.take(1);

  expect(Number(sent?.logAppendTime)).toBeGreaterThanOrEqual(before);
  expect(seen?.timestamp).toBe(sent?.logAppendTime);
});

test('a batch compressed with gzip comes back record by record', async () => {
  const values = Array.from({ length: 500 }, (_, index) => `value ${index} ${'x'.repeat(100)}`);

  const seen = await roundTrip(
    values.map((value) => ({ value })),
    CompressionTypes.GZIP,
  );

  expect(seen.map(({ value }) => value?.toString())).toEqual(values);
  expect(seen.map(({ offset }) => Number(offset))).toEqual(values.map((_, index) => index));
});

test('10,000 records over three partitions: none lost, none twice, each partition in order', async () => {
  const topic = await createdTopic('order', 3);
  const total = 10_000;
  const chunk = 500;
  for (let first = 0; first < total; first += chunk) {
    const messages = Array.from({ length: chunk }, (_, index) => {
      const number = first + index;
      return { key: `key-${number % 17}`, value: String(number) };
    });
    await producer.send({ topic, messages });
  }

  const consumer = await clients.consumer(topic, uniqueName('group'));
  const seen = await consumer.take(total);

  expect(new Set(seen.map(({ value }) => value?.toString())).size).toBe(total);
  for (const partition of [0, 1, 2]) {
    const part = seen.filter((message) => message.partition === partition);
    const numbers = part.map(({ value }) => Number(value));
    expect(part.map(({ offset }) => Number(offset))).toEqual(part.map((_, index) => index));
    expect(numbers).toEqual([...numbers].sort((left, right) => left - right));
  }
});

test('all records of one key are in one partition', async () => {
  const topic = await createdTopic('keys', 4);
  const messages = Array.from({ length: 100 }, (_, index) => ({ key: `key-${index % 5}`, value: 'x' }));
  await producer.send({ topic, messages });

  const consumer = await clients.consumer(topic, uniqueName('group'));
  const seen = await consumer.take(messages.length);

  for (const [, ofOneKey] of Map.groupBy(seen, ({ key }) => key?.toString())) {
    expect(new Set(ofOneKey.map(({ partition }) => partition)).size).toBe(1);
  }
});

test('a record of 900 KB passes', async () => {
  const value = randomBytes(900 * 1024);

  const [seen] = await roundTrip([{ value }]);

  expect(seen?.value?.equals(value)).toBe(true);
});

test('a batch above max.message.bytes is refused completely', async () => {
  const topic = await createdTopic('too-large');

  const sending = producer.send({ topic, messages: [{ value: randomBytes(1_100_000) }] });

  await expect(sending).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
  expect(await admin.fetchTopicOffsets(topic)).toMatchObject([{ low: '0', high: '0' }]);
});

test('many small messages in one send are one batch, and too large together', async () => {
  const topic = await createdTopic('together', 1, { 'max.message.bytes': '10000' });
  const messages = Array.from({ length: 20 }, () => ({ value: 'x'.repeat(1000) }));

  const sending = producer.send({ topic, messages });

  await expect(sending).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
});

test('the answer to a send names the offset of its first record', async () => {
  const topic = await createdTopic('base-offset');
  await producer.send({ topic, messages: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] });

  const [sent] = await producer.send({ topic, messages: [{ value: 'd' }] });

  expect(sent?.baseOffset).toBe('3');
});

test('records sent with acks=1 and without waiting for any answer arrive too', async () => {
  const topic = await createdTopic('acks');
  await producer.send({ topic, acks: 1, messages: [{ value: 'one' }] });
  await producer.send({ topic, acks: 0, messages: [{ value: 'none' }] });

  const consumer = await clients.consumer(topic, uniqueName('group'));

  expect((await consumer.take(2)).map(({ value }) => value?.toString())).toEqual(['one', 'none']);
});

test('an idempotent producer writes every record once and in order', async () => {
  const topic = await createdTopic('idempotent');
  const idempotent = await clients.producer({ idempotent: true });
  const values = Array.from({ length: 30 }, (_, index) => String(index));
  for (const value of values) await idempotent.send({ topic, messages: [{ value }] });

  const consumer = await clients.consumer(topic, uniqueName('group'));

  expect((await consumer.take(30)).map(({ value }) => value?.toString())).toEqual(values);
});
