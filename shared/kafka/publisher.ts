import {
  CompressionTypes,
  type Kafka,
  type Message,
  Partitioners,
  type Producer,
  type TopicMessages,
} from 'kafkajs';
import { messageOf, TransientError } from '../errors.ts';
import type { Publisher } from '../kernel/ports.ts';
import type { OutgoingRecord } from '../kernel/record.ts';
import { chunksByBytes } from './chunks.ts';

/** Well under Kafka's default `max.message.bytes` of 1 MB. */
const SEND_BYTES = 900_000;

/** Without a prototype: a header may be named anything, `__proto__` too. */
const toHeaders = (headers: OutgoingRecord['headers']): NonNullable<Message['headers']> => {
  const grouped: Record<string, (Buffer | string)[]> = Object.create(null);
  for (const [name, value] of headers) {
    const values = grouped[name];
    if (values === undefined) grouped[name] = [value];
    else values.push(value);
  }
  return grouped;
};

const toMessage = ({ key, value, headers }: OutgoingRecord): Message => ({
  key,
  value,
  headers: toHeaders(headers),
});

const byTopic = (records: readonly OutgoingRecord[]): TopicMessages[] => {
  const topics = new Map<string, Message[]>();
  for (const record of records) {
    const messages = topics.get(record.topic);
    if (messages === undefined) topics.set(record.topic, [toMessage(record)]);
    else messages.push(toMessage(record));
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
};

/** Publishes with acknowledgement of all replicas and an idempotent producer, in the order given. */
export class KafkaPublisher implements Publisher {
  readonly #connect: () => Promise<Kafka>;
  #producer: Promise<Producer> | undefined;

  constructor(connect: () => Promise<Kafka>) {
    this.#connect = connect;
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    try {
      const producer = await this.#ready();
      for (const chunk of chunksByBytes(records, SEND_BYTES)) {
        await producer.sendBatch({
          topicMessages: byTopic(chunk),
          acks: -1,
          compression: CompressionTypes.None,
        });
      }
    } catch (thrown) {
      await this.#drop();
      throw new TransientError(
        'KAFKA_PUBLISH_FAILED',
        `cannot publish ${records.length} records to Kafka: ${messageOf(thrown)}`,
        thrown,
      );
    }
  }

  async close(): Promise<void> {
    await this.#drop();
  }

  #ready(): Promise<Producer> {
    this.#producer ??= this.#open();
    return this.#producer;
  }

  async #open(): Promise<Producer> {
    const kafka = await this.#connect();
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return producer;
  }

  /** After a failure the producer's sequence is unknown: a new one begins with a new id. */
  async #drop(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.then((open) => open.disconnect()).catch(() => undefined);
  }
}
