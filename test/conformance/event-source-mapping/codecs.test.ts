import { describe, expect, test } from 'vitest';
import { CODECS } from '../../../localstack/engines/kafka/codecs/compression.ts';
import { readBatchHeader } from '../../../localstack/engines/kafka/log/record-batch.ts';
import { fetchFrom } from '../broker/support/raw-calls.ts';
import { RawClient } from '../broker/support/raw-client.ts';
import { javaProducer, whyNoJava } from '../producers/java.ts';
import { kafkajsProducer } from '../producers/kafkajs.ts';
import { librdkafkaProducer, whyNoLibrdkafka } from '../producers/librdkafka.ts';
import { platformaticProducer } from '../producers/platformatic.ts';
import { CODEC_NAMES, type Send } from '../producers/producer.ts';
import { Harness } from './harness.ts';

/** Lambda's pollers read records of any producer in any codec. */

const harness = new Harness();
const values = Array.from({ length: 40 }, (_, index) => `{"number":${index},"text":"${'x'.repeat(500)}"}`);

/** A producer may send plain what a codec would not make smaller: then nothing would be shown. */
const codecOfFirstBatch = async (topic: string): Promise<number> => {
  const [host = '', port] = harness.brokers.split(',')[0]?.split(':') ?? [];
  const client = await RawClient.connect({ host, port: Number(port) });
  const { records } = await fetchFrom(client, topic, 0);
  client.close();
  return readBatchHeader(records ?? Buffer.alloc(0)).compression;
};

const expectDelivered = async (send: Send, codec: (typeof CODEC_NAMES)[number]): Promise<void> => {
  const topic = await harness.topic();
  const under = await harness.start(topic, () => null);

  await send({ brokers: harness.brokers, topic, codec, values });
  await harness.untilCommitted(topic, { 0: values.length });

  expect(under.values()).toEqual(values);
  expect(await codecOfFirstBatch(topic)).toBe(CODECS[codec]);
  const [record] = Object.values(under.events[0]?.records ?? {}).flat();
  expect(record).toMatchObject({ key: Buffer.from('k').toString('base64'), headers: [{ h: [-1] }] });
};

if (whyNoLibrdkafka !== undefined && process.env.CI === undefined) {
  console.log(`Not run: librdkafka (${whyNoLibrdkafka})`);
}

const besideKafka = process.env.KAFKA_BROKERS !== undefined;

describe.each(CODEC_NAMES)('a mapping delivers a batch compressed with %s', (codec) => {
  test('by kafkajs', () => expectDelivered(kafkajsProducer, codec));

  test('by @platformatic/kafka', () => expectDelivered(platformaticProducer, codec));

  // In CI it must be there.
  test.skipIf(whyNoLibrdkafka !== undefined && process.env.CI === undefined)('by librdkafka', () =>
    expectDelivered(librdkafkaProducer, codec),
  );

  // A Java machine and a compiler run each: beside Apache Kafka, which has both, and in its longer time.
  test.skipIf(!besideKafka || (whyNoJava !== undefined && process.env.CI === undefined))(
    'by Kafka’s own client',
    () => expectDelivered(javaProducer, codec),
  );
});
