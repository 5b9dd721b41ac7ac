import {
  type Admin,
  type Consumer,
  Kafka,
  type KafkaMessage,
  logLevel,
  Partitioners,
  type Producer,
} from 'kafkajs';
import { registerCodecs } from '../../../../localstack/engines/kafka/codecs/kafkajs-codecs.ts';
import { eventually } from '../../../support/eventually.ts';

/** Makes kafkajs clients and disconnects them all at the end. */
export class KafkajsClients {
  readonly #kafka: Kafka;
  readonly #clients: { disconnect(): Promise<void> }[] = [];

  /** By default patient: a broker that has just started answers "coordinator is loading", and kafkajs retries. */
  constructor(brokers: string[], { retries = 10 }: { retries?: number } = {}) {
    registerCodecs();
    this.#kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries } });
  }

  async admin(): Promise<Admin> {
    return this.#connected(this.#kafka.admin());
  }

  async producer(options: { idempotent?: boolean } = {}): Promise<Producer> {
    return this.#connected(
      this.#kafka.producer({
        createPartitioner: Partitioners.DefaultPartitioner,
        idempotent: options.idempotent ?? false,
      }),
    );
  }

  /** A consumer that reads `topic` from its beginning and collects what it sees. */
  async consumer(
    topic: string,
    groupId: string,
    options: { maxWaitTimeInMs?: number } = {},
  ): Promise<CollectingConsumer> {
    const consumer = await this.#connected(
      this.#kafka.consumer({
        groupId,
        sessionTimeout: 10_000,
        rebalanceTimeout: 10_000,
        heartbeatInterval: 500,
        maxWaitTimeInMs: options.maxWaitTimeInMs ?? 100,
        retry: { retries: 10 },
      }),
    );
    return CollectingConsumer.start(consumer, topic);
  }

  async close(): Promise<void> {
    for (const client of this.#clients.reverse()) await client.disconnect();
  }

  async #connected<T extends { connect(): Promise<void>; disconnect(): Promise<void> }>(
    client: T,
  ): Promise<T> {
    this.#clients.push(client);
    await client.connect();
    return client;
  }
}

export type Seen = KafkaMessage & { readonly partition: number };

export class CollectingConsumer {
  readonly consumer: Consumer;
  readonly messages: Seen[] = [];
  /** What this member was given in each generation, oldest first. */
  readonly assignments: number[][] = [];

  private constructor(consumer: Consumer) {
    this.consumer = consumer;
  }

  static async start(consumer: Consumer, topic: string): Promise<CollectingConsumer> {
    const collecting = new CollectingConsumer(consumer);
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      collecting.assignments.push([...(payload.memberAssignment[topic] ?? [])].sort());
    });
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ partition, message }) => {
        collecting.messages.push({ ...message, partition });
      },
    });
    return collecting;
  }

  /** The first `count` messages, once they are there. */
  async take(count: number): Promise<Seen[]> {
    await eventually(`${count} messages`, () => (this.messages.length >= count ? true : undefined));
    return this.messages.slice(0, count);
  }

  /** Waits until the member's newest assignment has `count` partitions. */
  async assigned(count: number): Promise<number[]> {
    return eventually(`an assignment of ${count} partitions`, () => {
      const newest = this.assignments.at(-1);
      return newest?.length === count ? newest : undefined;
    });
  }
}
