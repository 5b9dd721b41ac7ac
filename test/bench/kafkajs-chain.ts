import { randomUUID } from 'node:crypto';
import { type Consumer, type Kafka, Partitioners, type Producer } from 'kafkajs';
import type { Endpoints } from '../../localstack/dev/init/endpoints.ts';
import { toolKafka } from '../../localstack/dev/init/tool-kafka.ts';
import { type Steady, sendSteadily } from './steady-feed.ts';

/** The number of topics from a tick to its fill, with the same partitions. */
const HOPS = [
  { name: 'ticks', partitions: 4 },
  { name: 'signals', partitions: 1 },
  { name: 'validated', partitions: 1 },
  { name: 'fills', partitions: 1 },
] as const;

interface Message {
  readonly key: string;
  readonly value: string;
}

const startProducer = async (kafka: Kafka): Promise<Producer> => {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return producer;
};

const startConsumer = async (
  kafka: Kafka,
  topic: string,
  take: (values: readonly string[]) => Promise<void>,
): Promise<Consumer> => {
  const consumer = kafka.consumer({ groupId: `${topic}.reader`, maxWaitTimeInMs: 500 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
  await consumer.run({
    partitionsConsumedConcurrently: 4,
    eachBatch: ({ batch }) => take(batch.messages.map(({ value }) => String(value))),
  });
  await joined;
  return consumer;
};

export interface ChainOptions extends Steady {
  readonly endpoints: Endpoints;
  /** Seconds at the start that are not measured. */
  readonly warmUpSeconds: number;
  messageAt(place: number): Message;
  /** Whether the message with this index continues after the first topic. */
  goesOn(place: number): boolean;
}

/**
 * Kafka alone, with minimum work. Each hop reads a batch and writes on with acks=all. It decodes, decides and stores
 * nothing. All hops run in one process, like the stages.
 * @returns milliseconds from the due time of a message to its arrival after the last topic
 */
export const chainLatencies = async (options: ChainOptions): Promise<readonly number[]> => {
  const prefix = `bench-${randomUUID().slice(0, 8)}`;
  const topics = HOPS.map(({ name }) => `${prefix}.${name}`);
  const kafka = toolKafka(options.endpoints, prefix);
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: HOPS.map(({ partitions: numPartitions }, place) => ({
      topic: topics[place] ?? '',
      numPartitions,
    })),
    waitForLeaders: true,
  });
  const open: { disconnect(): Promise<void> }[] = [];
  const arrivals = new Map<number, number>();
  try {
    for (const [hop, topic] of topics.entries()) {
      const next = topics[hop + 1];
      const producer = next === undefined ? undefined : await startProducer(kafka);
      if (producer !== undefined) open.push(producer);
      const take = async (values: readonly string[]): Promise<void> => {
        if (producer === undefined || next === undefined) {
          for (const value of values) arrivals.set(Number.parseInt(value, 10), performance.now());
          return;
        }
        const going = hop > 0 ? values : values.filter((value) => options.goesOn(Number.parseInt(value, 10)));
        if (going.length > 0) {
          await producer.send({
            topic: next,
            acks: -1,
            messages: going.map((value) => ({ key: 'key', value })),
          });
        }
      };
      open.push(await startConsumer(kafka, topic, take));
    }
    const feed = await startProducer(kafka);
    open.push(feed);
    const due = await sendSteadily(options, async (from, count) => {
      const messages = Array.from({ length: count }, (_, n) => {
        const { key, value } = options.messageAt(from + n);
        return { key, value: `${from + n} ${value}` };
      });
      await feed.send({ topic: topics[0] ?? '', acks: -1, messages });
    });
    await allArrived(() => arrivals.size);
    return due.flatMap((at, place) => {
      const arrived = arrivals.get(place);
      return arrived === undefined || place < options.warmUpSeconds * options.rate ? [] : [arrived - at];
    });
  } finally {
    await Promise.allSettled(open.map((each) => each.disconnect()));
    await admin.deleteTopics({ topics }).catch(() => undefined);
    await admin.disconnect();
  }
};

const QUIET_MS = 1_000;

/** Resolves when a count has stopped growing. */
export const allArrived = async (count: () => number): Promise<void> => {
  for (let last = -1; count() !== last; ) {
    last = count();
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
};
