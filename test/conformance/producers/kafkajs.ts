import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { CODECS } from '../../../localstack/engines/kafka/codecs/compression.ts';
import { registerCodecs } from '../../../localstack/engines/kafka/codecs/kafkajs-codecs.ts';
import type { Send } from './producer.ts';

/** A producer on kafkajs. */
export const kafkajsProducer: Send = async ({ brokers, topic, codec, values }) => {
  registerCodecs();
  const kafka = new Kafka({
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 10 },
  });
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  try {
    await producer.send({
      topic,
      compression: CODECS[codec],
      messages: values.map((value) => ({
        partition: 0,
        key: 'k',
        value,
        headers: { h: Buffer.from([255]) },
      })),
    });
  } finally {
    await producer.disconnect();
  }
};
