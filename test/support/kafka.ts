import { randomUUID } from 'node:crypto';
import { startEmbeddedBroker } from '@alpha-panda/embedded-kafka';
import { registerCodecs } from '@alpha-panda/embedded-kafka/codecs';
import { Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { createTopics } from '../../infra/commands/create-topics.ts';
import { eventually } from './eventually.ts';

interface ReadMessage {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [name: string, value: Buffer])[];
}

/** kafkajs adds what every object has under a header's name, a constructor say, to that header's values. */
const headersOf = ({ headers = {} }: KafkaMessage): ReadMessage['headers'] =>
  Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (Buffer.isBuffer(one) ? [[name, one] as const] : [])),
  );

export interface KafkaUnderTest {
  readonly brokers: string;
  /** A client that gives up at once: tests of failures need not wait. */
  connect(): Promise<Kafka>;
  /** Everything on a topic, in the order of partitions and offsets, once it has so many records. */
  read(topic: string, count: number): Promise<readonly ReadMessage[]>;
  close(): Promise<void>;
}

/** An embedded broker with the project's topics. */
export const kafkaUnderTest = async (): Promise<KafkaUnderTest> => {
  const broker = await startEmbeddedBroker({ stage: 'local' });
  const brokers = broker.bootstrapServers;
  registerCodecs();
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, retry: { retries: 1 } });
  const admin = kafka.admin();
  await admin.connect();
  await createTopics(admin, 'single');

  const read = async (topic: string, count: number): Promise<readonly ReadMessage[]> => {
    const consumer = kafka.consumer({ groupId: `test-${randomUUID()}`, maxWaitTimeInMs: 50 });
    const messages: ReadMessage[] = [];
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ partition, message }) => {
          const { key, value, offset } = message;
          messages.push({ partition, offset: Number(offset), key, value, headers: headersOf(message) });
        },
      });
      await eventually(`${count} records on ${topic}`, () => (messages.length >= count ? true : undefined));
    } finally {
      await consumer.disconnect();
    }
    return messages.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset);
  };

  return {
    brokers,
    connect: async () => kafka,
    read,
    close: async () => {
      await admin.disconnect();
      await broker.close();
    },
  };
};
