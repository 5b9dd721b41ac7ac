import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedBroker, startEmbeddedBroker } from '@alpha-panda/embedded-kafka';
import { type Admin, CompressionTypes, type Kafka, Partitioners, type Producer } from 'kafkajs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  BATCH_HEADER_BYTES,
  computeBatchCrc,
  readBatchHeader,
} from '../../../../localstack/engines/kafka/log/record-batch.ts';
import { EventSourceMapping } from '../../../../localstack/lambda/event-source-mapping/event-source-mapping.ts';
import { createKafkaClient } from '../../../../localstack/lambda/event-source-mapping/kafka-client.ts';
import { resolveMappingSettings } from '../../../../localstack/lambda/event-source-mapping/mapping-settings.ts';
import { eventually } from '../../../support/eventually.ts';
import { temporaryFolder } from '../../engines/kafka/support/temporary-folder.ts';

/** A batch that no codec can read: from a broken disk, or from before the broker looked into batches. */

let folder: string;
let broker: EmbeddedBroker;
let kafka: Kafka;
let admin: Admin;
let producer: Producer;
let mapping: EventSourceMapping;
let values: string[];
let lines: string[];

beforeEach(async () => {
  folder = temporaryFolder();
  broker = await startEmbeddedBroker({ stage: 'local', folder });
  kafka = createKafkaClient({ brokers: [broker.bootstrapServers], clientId: 'test' }, () => {});
  admin = kafka.admin();
  producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createTopics({ topics: [{ topic: 'ticks', numPartitions: 2 }] });
  values = [];
  lines = [];
  const { settings } = resolveMappingSettings({
    functionName: 'stage',
    functionArn: 'arn',
    topic: 'ticks',
    consumerGroupId: 'stage',
    bootstrapServers: '',
    maximumBatchingWindow: 0,
  });
  mapping = new EventSourceMapping(settings, {
    kafka,
    invoke: async (event) => {
      for (const { value } of Object.values(event.records).flat())
        values.push(Buffer.from(value ?? '', 'base64').toString());
    },
    log: (line) => lines.push(line),
    tuning: { fetchWaitMs: 50 },
  });
});

afterEach(async () => {
  await mapping.stop(2_000);
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  await broker.close();
});

const send = (partition: number, ...batch: readonly string[]) =>
  producer.send({
    topic: 'ticks',
    compression: CompressionTypes.Snappy,
    messages: batch.map((value) => ({ partition, value })),
  });

/** Overwrites the compressed records of one batch of partition 0; its header stays true to the checksum. */
const spoil = (offset: number): void => {
  const path = join(folder, 'logs', 'ticks-0', `${'0'.repeat(20)}.log`);
  const log = readFileSync(path);
  for (let position = 0; position < log.length; ) {
    const { baseOffset, size } = readBatchHeader(log, position);
    if (baseOffset === offset) {
      log.fill(0xff, position + BATCH_HEADER_BYTES, position + size);
      log.writeUInt32BE(computeBatchCrc(log, size, position), position + 17);
    }
    position += size;
  }
  writeFileSync(path, log);
};

const committed = async (): Promise<readonly string[]> => {
  const [group] = await admin.fetchOffsets({ groupId: 'stage', topics: ['ticks'] });
  return (group?.partitions ?? []).toSorted((a, b) => a.partition - b.partition).map(({ offset }) => offset);
};

test('stops its own partition only, and says why', async () => {
  await send(0, 'before');
  await send(0, 'spoilt', 'spoilt too');
  spoil(1);
  await mapping.start();
  await eventually('the records before it', () => values.includes('before') || undefined);

  for (const value of ['one', 'two', 'three']) await send(1, value);
  await eventually('the other partition', () => values.includes('three') || undefined);
  await eventually('its commit', async () => (await committed())[1] === '3' || undefined);

  expect(values.toSorted()).toEqual(['before', 'one', 'three', 'two']);
  expect(await committed()).toEqual(['1', '3']);
  expect(lines[0]).toMatch(/^ticks-0 stops for stage before the record batch at offset 1, .*snappy/);
  expect(mapping.snapshot().PollingErrorCount).toBeGreaterThan(0);
});

test('is passed when it has left the log', async () => {
  await send(0, 'spoilt');
  await send(0, 'after');
  spoil(0);
  await mapping.start();
  await eventually('the report', () => lines.length > 0 || undefined);

  // kafkajs looks for the leader before it has asked for it.
  await admin.fetchTopicOffsets('ticks');
  await admin.deleteTopicRecords({ topic: 'ticks', partitions: [{ partition: 0, offset: '1' }] });

  await eventually('the record behind it', () => values.includes('after') || undefined);
  expect(values).toEqual(['after']);
});
