import {
  CompressionTypes,
  type ICustomPartitioner,
  type Kafka,
  type Message,
  Partitioners,
  type Producer,
  type RecordMetadata,
  type TopicMessages,
} from 'kafkajs';
import { messageOf, TransientError } from '../errors.ts';
import type { Publisher } from '../ports/log.ts';
import type { OutgoingRecord } from '../ports/record.ts';
import { chunksByBytes, recordBytes } from './chunks.ts';
import { retryingSignIn, type SignInOptions } from './sign-in.ts';

/** Well under Kafka's default `max.message.bytes` of 1 MB. */
const SEND_BYTES = 900_000;

/** Without a prototype, because a header may have any name, even `__proto__`. */
const toHeaders = (headers: OutgoingRecord['headers']): NonNullable<Message['headers']> => {
  const grouped: Record<string, (Buffer | string)[]> = Object.create(null);
  for (const [name, value] of headers) {
    const values = grouped[name];
    if (values === undefined) grouped[name] = [value];
    else values.push(value);
  }
  return grouped;
};

const toMessage = ({ partition, key, value, headers }: OutgoingRecord): Message => ({
  ...(partition !== undefined && { partition }),
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

/**
 * A record larger than a send was compressed on its topic. Only a compressed dead letter of it fits the topic's limit.
 * For other records compression costs more than it saves.
 */
const compressionOf = (chunk: readonly OutgoingRecord[]): CompressionTypes =>
  chunk.length === 1 && chunk.some((record) => recordBytes(record) > SEND_BYTES)
    ? CompressionTypes.GZIP
    : CompressionTypes.None;

/** Remembers the partition of each message, to compare with what the brokers acknowledged. */
const watchedPartitioner = () => {
  const partitions = new WeakMap<Message, number>();
  const createPartitioner: ICustomPartitioner = () => {
    const partition = Partitioners.DefaultPartitioner();
    return (args) => {
      const chosen = partition(args);
      partitions.set(args.message, chosen);
      return chosen;
    };
  };
  return { createPartitioner, partitionOf: (message: Message) => partitions.get(message) };
};

interface Open {
  readonly producer: Producer;
  readonly partitionOf: (message: Message) => number | undefined;
}

/**
 * If a leader moves to another broker during a send, kafkajs may skip the partition that moved and still report
 * success. So a partition without its own acknowledgement counts as not sent.
 */
const refuseUnacknowledged = (
  sent: readonly TopicMessages[],
  acknowledged: readonly RecordMetadata[],
  { partitionOf }: Open,
): void => {
  const known = new Set(acknowledged.map(({ topicName, partition }) => `${topicName}-${partition}`));
  for (const { topic, messages } of sent) {
    const missing = messages.find((message) => !known.has(`${topic}-${partitionOf(message)}`));
    if (missing !== undefined) {
      throw new Error(`no broker has acknowledged partition ${partitionOf(missing)} of ${topic}`);
    }
  }
};

/** Records of one call, and its outcome. */
interface Waiting {
  readonly records: readonly OutgoingRecord[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Publishes with acknowledgement of all replicas and an idempotent producer, in the order given.
 *
 * It sends one at a time, and calls that wait meanwhile go out together. While kafkajs waits to retry a send whose answer
 * was lost, it gives the same sequence numbers to the next send. The broker would drop that one as a repeat.
 */
export class KafkaPublisher implements Publisher {
  readonly #connect: () => Promise<Kafka>;
  readonly #signIn: SignInOptions | undefined;
  #open: Promise<Open> | undefined;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(connect: () => Promise<Kafka>, signIn?: SignInOptions) {
    this.#connect = connect;
    this.#signIn = signIn;
  }

  publish(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async close(): Promise<void> {
    await this.#running;
    await this.#drop();
  }

  async #run(): Promise<void> {
    // Calls of the same turn of the event loop go out together.
    await Promise.resolve();
    for (let calls = this.#takeWaiting(); calls.length > 0; calls = this.#takeWaiting()) {
      await this.#answer(calls);
    }
    this.#running = undefined;
  }

  /** Calls that fail together are sent again one by one, so that each has its own outcome. */
  async #answer(calls: readonly Waiting[]): Promise<void> {
    const [first, ...others] = calls;
    if (first === undefined) return;
    try {
      await this.#publish(calls.flatMap(({ records }) => records));
      for (const { resolve } of calls) resolve();
    } catch (thrown) {
      if (others.length === 0) first.reject(thrown);
      else for (const call of calls) await this.#answer([call]);
    }
  }

  #takeWaiting(): readonly Waiting[] {
    const calls = this.#waiting;
    this.#waiting = [];
    return calls;
  }

  async #publish(records: readonly OutgoingRecord[]): Promise<void> {
    try {
      await retryingSignIn(() => this.#send(records), this.#signIn);
    } catch (thrown) {
      throw new TransientError(
        'KAFKA_PUBLISH_FAILED',
        `cannot publish ${records.length} records to Kafka: ${messageOf(thrown)}`,
        thrown,
      );
    }
  }

  /** A new leader authenticates the client during a send, so a refusal can come here too. */
  async #send(records: readonly OutgoingRecord[]): Promise<void> {
    try {
      this.#open ??= this.#connectProducer();
      const open = await this.#open;
      for (const chunk of chunksByBytes(records, SEND_BYTES)) {
        const topicMessages = byTopic(chunk);
        const acknowledged = await open.producer.sendBatch({
          topicMessages,
          acks: -1,
          compression: compressionOf(chunk),
        });
        refuseUnacknowledged(topicMessages, acknowledged, open);
      }
    } catch (thrown) {
      await this.#drop();
      throw thrown;
    }
  }

  async #connectProducer(): Promise<Open> {
    const kafka = await this.#connect();
    const { createPartitioner, partitionOf } = watchedPartitioner();
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner,
    });
    await producer.connect();
    return { producer, partitionOf };
  }

  /** After a failure the producer's sequence is unknown. The next producer has a new id. */
  async #drop(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.then(({ producer }) => producer.disconnect()).catch(() => undefined);
  }
}
