import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EmbeddedBroker, startEmbeddedBroker } from '@alpha-panda/embedded-kafka';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EventSourceMapping } from '../../../../localstack/lambda/event-source-mapping/event-source-mapping.ts';
import { createKafkaClient } from '../../../../localstack/lambda/event-source-mapping/kafka-client.ts';
import { resolveMappingSettings } from '../../../../localstack/lambda/event-source-mapping/mapping-settings.ts';

let folder = '';
let broker: EmbeddedBroker;
let mapping: EventSourceMapping | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'broker-restart-'));
  broker = await startEmbeddedBroker({ stage: 'local', folder });
});
afterEach(async () => {
  await mapping?.stop(2_000);
  await broker.close();
  await rm(folder, { recursive: true });
});

const send = async (value: string): Promise<void> => {
  const producer = new Kafka({ brokers: [broker.bootstrapServers], logLevel: logLevel.NOTHING }).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  await producer.send({ topic: 'ticks', messages: [{ value }] });
  await producer.disconnect();
};

it('continues after a restart of the broker', async () => {
  const admin = new Kafka({ brokers: [broker.bootstrapServers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'ticks', numPartitions: 1 }] });
  await admin.disconnect();
  const values: string[] = [];
  let arrived = (): void => {};
  const { settings } = resolveMappingSettings({
    functionName: 'stage',
    functionArn: 'arn',
    topic: 'ticks',
    consumerGroupId: 'stage',
    bootstrapServers: '',
    maximumBatchingWindow: 0,
  });
  mapping = new EventSourceMapping(settings, {
    kafka: createKafkaClient({ brokers: [broker.bootstrapServers], clientId: 'test' }, () => {}),
    invoke: async (event) => {
      for (const record of event.records['ticks-0'] ?? [])
        values.push(Buffer.from(record.value ?? '', 'base64').toString());
      arrived();
    },
    log: () => {},
  });
  const next = () =>
    new Promise<void>((resolve) => {
      arrived = resolve;
    });
  await mapping.start();
  const first = next();
  await send('before');
  await first;

  const { port } = broker;
  await broker.close();
  broker = await startEmbeddedBroker({ stage: 'local', folder, port });
  const second = next();
  await send('after');
  await second;

  expect(new Set(values)).toEqual(new Set(['before', 'after']));
  expect(values.at(-1)).toBe('after');
});
