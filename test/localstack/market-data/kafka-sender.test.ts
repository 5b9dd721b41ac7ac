import { type EmbeddedBroker, startEmbeddedBroker } from '@alpha-panda/embedded-kafka';
import { type Admin, Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectKafkaSender, type KafkaSender } from '../../../localstack/market-data/kafka-sender.ts';
import { SessionSimulator } from '../../../localstack/market-data/simulator/session-simulator.ts';
import { kafkaOffsets, lags } from '../../../localstack/watch/offsets.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { type TickRecord, tickRecord } from '../../../shared/market/tick-record.ts';

const { name: topic, partitions, maxMessageBytes } = SHARED_TOPICS.marketTicks;

let broker: EmbeddedBroker;
let kafka: Kafka;
let admin: Admin;
let sender: KafkaSender;
let sent: readonly TickRecord[];
let found: ReadonlyMap<number, readonly TickRecord[]>;

beforeAll(async () => {
  broker = await startEmbeddedBroker({ stage: 'local' });
  kafka = new Kafka({ brokers: [broker.bootstrapServers], logLevel: logLevel.NOTHING });
  admin = kafka.admin();
  await admin.connect();
  const configEntries = [{ name: 'max.message.bytes', value: String(maxMessageBytes) }];
  await admin.createTopics({ topics: [{ topic, numPartitions: partitions, configEntries }] });
  sender = await connectKafkaSender(kafka);
  const simulator = new SessionSimulator({ seed: 'kafka', date: '2026-11-23', ticksPerSecond: 10 });
  sent = Array.from({ length: 6_000 }, () => tickRecord(simulator.next().tick));
  await sender.send(sent);
  found = await read(sent.length);
});

afterAll(async () => {
  await sender.disconnect();
  await admin.disconnect();
  await broker.close();
});

const read = async (count: number): Promise<ReadonlyMap<number, TickRecord[]>> => {
  const consumer = kafka.consumer({ groupId: 'reader' });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const found = new Map<number, TickRecord[]>();
  const { promise, resolve } = Promise.withResolvers<void>();
  let seen = 0;
  await consumer.run({
    eachMessage: async ({ partition, message: { key, value } }) => {
      const records = found.get(partition) ?? [];
      found.set(partition, records);
      records.push({ key: String(key), value: value ?? Buffer.alloc(0) });
      seen += 1;
      if (seen === count) resolve();
    },
  });
  await promise;
  await consumer.disconnect();
  return found;
};

/** Where kafkajs's own default partitioner puts a key. */
const partitionOf = (key: string): number => {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [],
    isr: [],
  }));
  return Partitioners.DefaultPartitioner()({ topic, partitionMetadata, message: { key, value: null } });
};

describe('connectKafkaSender', () => {
  it('sends more records than one request holds, in order, with the default partition per key', () => {
    const byKey = Map.groupBy(sent, ({ key }) => key);
    for (const [partition, inPartition] of found) {
      for (const [key, ofKey] of Map.groupBy(inPartition, (record) => record.key)) {
        expect(partition).toBe(partitionOf(key));
        expect(ofKey.map(({ value }) => value.toString())).toEqual(
          byKey.get(key)?.map(({ value }) => value.toString()),
        );
      }
    }
    expect([...found.values()].flat()).toHaveLength(sent.length);
  });
});

describe('kafkaOffsets', () => {
  it('gives the lag of a group that has read everything and of one without commits', async () => {
    const ends = await admin.fetchTopicOffsets(topic);
    const all = ends.reduce((sum, { high }) => sum + Number(high), 0);

    const behind = await lags(kafkaOffsets(admin), [
      { topic, group: 'reader' },
      { topic, group: 'never' },
    ]);

    expect(all).toBeGreaterThan(0);
    expect(behind).toEqual([
      { topic, group: 'reader', lag: 0 },
      { topic, group: 'never', lag: all },
    ]);
  });
});
