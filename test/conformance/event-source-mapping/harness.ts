import { randomUUID } from 'node:crypto';
import {
  type Admin,
  type IHeaders,
  Kafka,
  logLevel,
  type Message,
  Partitioners,
  type Producer,
} from 'kafkajs';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createTopicsAndWait } from '../../../infra/commands/create-topics.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../../../localstack/engines/kafka/broker.ts';
import { registerCodecs } from '../../../localstack/engines/kafka/codecs/kafkajs-codecs.ts';
import type { KafkaEvent } from '../../../localstack/lambda/event-source-mapping/event-json.ts';
import {
  EventSourceMapping,
  type MappingRuntime,
} from '../../../localstack/lambda/event-source-mapping/event-source-mapping.ts';
import { createKafkaClient } from '../../../localstack/lambda/event-source-mapping/kafka-client.ts';
import {
  type MappingOptions,
  resolveMappingSettings,
} from '../../../localstack/lambda/event-source-mapping/mapping-settings.ts';
import { until } from '../../support/eventually.ts';

/*
 * The conformance suite runs the mapping against a real broker: the one in KAFKA_BROKERS, or else an embedded one.
 * Functions are called in process; the mapping does not know the difference.
 */

export type Handler = (event: KafkaEvent) => unknown;

export interface MappingUnderTest {
  readonly mapping: EventSourceMapping;
  /** Every event the function was given, in order. */
  readonly events: KafkaEvent[];
  readonly lines: string[];
  /** Offsets by partition name, per invocation. */
  deliveries(): Record<string, number[]>[];
  /** Values of all records delivered, in order. */
  values(): string[];
}

/** Topics, messages and mappings on one broker; everything is cleaned up after each test. */
export class Harness {
  #embedded: EmbeddedBroker | undefined;
  #brokers = '';
  #client: Kafka | undefined;
  #admin: Admin | undefined;
  #producer: Producer | undefined;
  #mappings: EventSourceMapping[] = [];

  constructor() {
    beforeAll(() => this.#open());
    afterEach(() => this.#stopMappings());
    afterAll(() => this.#close());
  }

  get admin(): Admin {
    return required(this.#admin);
  }

  get brokers(): string {
    return this.#brokers;
  }

  get kafka(): Kafka {
    return required(this.#client);
  }

  async topic(partitions = 1, config: Readonly<Record<string, string>> = {}): Promise<string> {
    const topic = `conformance.${randomUUID()}`;
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    await createTopicsAndWait(this.admin, [
      { topic, numPartitions: partitions, replicationFactor: 1, configEntries },
    ]);
    return topic;
  }

  async send(topic: string, ...messages: readonly (string | Message)[]): Promise<void> {
    const list = messages.map((message) =>
      typeof message === 'string' ? { value: message, partition: 0 } : { partition: 0, ...message },
    );
    await required(this.#producer).send({ topic, messages: list, acks: -1 });
  }

  /** Builds a mapping of `topic` in a group of its own, not started. */
  create(
    topic: string,
    handler: Handler,
    options: Partial<MappingOptions> = {},
    runtime: Partial<MappingRuntime> = {},
  ): MappingUnderTest {
    const { settings } = resolveMappingSettings({
      functionName: 'stage',
      functionArn: 'arn:aws:lambda:ap-south-1:000000000000:function:stage',
      topic,
      consumerGroupId: topic,
      bootstrapServers: this.#brokers,
      maximumBatchingWindow: 0,
      provisioned: true,
      backoff: { initialMs: 20, maximumMs: 200 },
      ...options,
    });
    const events: KafkaEvent[] = [];
    const lines: string[] = [];
    const mapping = new EventSourceMapping(settings, {
      kafka: createKafkaClient({ brokers: this.#brokers.split(','), clientId: 'conformance' }, (line) =>
        lines.push(line),
      ),
      invoke: async (event) => {
        events.push(event);
        return handler(event);
      },
      log: (line) => lines.push(line),
      ...runtime,
      // A stop waits for the long poll.
      tuning: { fetchWaitMs: 50, ...runtime.tuning },
    });
    this.#mappings.push(mapping);
    const records = () => events.flatMap((event) => Object.values(event.records).flat());
    return {
      mapping,
      events,
      lines,
      deliveries: () => events.map(offsetsOf),
      values: () => records().map(({ value }) => Buffer.from(value ?? '', 'base64').toString()),
    };
  }

  async start(
    topic: string,
    handler: Handler,
    options: Partial<MappingOptions> = {},
    runtime: Partial<MappingRuntime> = {},
  ): Promise<MappingUnderTest> {
    const created = this.create(topic, handler, options, runtime);
    await created.mapping.start();
    return created;
  }

  /** Committed offsets by partition; a partition without one is absent. */
  async committed(topic: string, groupId = topic): Promise<Record<number, number>> {
    const [group] = await this.admin.fetchOffsets({ groupId, topics: [topic] });
    const known = (group?.partitions ?? []).filter(({ offset }) => Number(offset) >= 0);
    return Object.fromEntries(known.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  /** Waits until the group has committed exactly these offsets. */
  async untilCommitted(
    topic: string,
    offsets: Readonly<Record<number, number>>,
    groupId = topic,
  ): Promise<void> {
    let seen: Record<number, number> = {};
    await until(
      async () => {
        seen = await this.committed(topic, groupId);
        return Object.entries(offsets).every(([partition, offset]) => seen[Number(partition)] === offset);
      },
      () => `committed offsets ${JSON.stringify(offsets)}, they are ${JSON.stringify(seen)}`,
    );
  }

  /** All messages of a topic, read from its beginning until `count` are there. */
  async read(
    topic: string,
    count: number,
  ): Promise<{ key: Buffer | null; value: unknown; headers: IHeaders | undefined }[]> {
    const messages: { key: Buffer | null; value: unknown; headers: IHeaders | undefined }[] = [];
    const consumer = this.kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message: { key, value, headers } }) => {
        messages.push({ key, value: JSON.parse(String(value)), headers });
      },
    });
    await until(
      () => messages.length >= count,
      () => `${count} messages on ${topic}, there are ${messages.length}`,
    );
    await consumer.disconnect();
    return messages;
  }

  async #open(): Promise<void> {
    this.#brokers = process.env.KAFKA_BROKERS ?? '';
    if (this.#brokers === '') {
      this.#embedded = await startEmbeddedBroker({ stage: 'local' });
      this.#brokers = this.#embedded.bootstrapServers;
    }
    registerCodecs();
    this.#client = new Kafka({
      brokers: this.#brokers.split(','),
      logLevel: logLevel.NOTHING,
      retry: { retries: 10 },
    });
    this.#admin = this.#client.admin();
    // Idempotent: what is sent again because one partition of several was not led yet must not stand there twice.
    this.#producer = this.#client.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    });
    await Promise.all([this.#admin.connect(), this.#producer.connect()]);
  }

  async #stopMappings(): Promise<void> {
    const mappings = this.#mappings;
    this.#mappings = [];
    await Promise.all(mappings.map((mapping) => mapping.stop(2_000)));
  }

  async #close(): Promise<void> {
    await Promise.all([this.#admin?.disconnect(), this.#producer?.disconnect()]);
    await this.#embedded?.close();
  }
}

export const offsetsOf = (event: KafkaEvent): Record<string, number[]> =>
  Object.fromEntries(
    Object.entries(event.records).map(([name, list]) => [
      name.slice(name.lastIndexOf('-') + 1),
      list.map(({ offset }) => offset),
    ]),
  );

/** Answers that a test gives when it likes. */
export class Gate {
  readonly #waiting: ((answer: unknown) => void)[] = [];
  readonly handler = (): Promise<unknown> => new Promise((resolve) => this.#waiting.push(resolve));

  get waiting(): number {
    return this.#waiting.length;
  }

  open(answer: unknown = null): void {
    this.#waiting.shift()?.(answer);
  }
}

/** An identifier of `batchItemFailures`. */
export const failure = (topic: string, partition: number, offset: number): object => ({
  itemIdentifier: { partition: `${topic}-${partition}`, offset },
});

const required = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('The harness is not open yet; use it inside a test');
  return value;
};
