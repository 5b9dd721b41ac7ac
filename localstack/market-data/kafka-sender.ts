import { type ICustomPartitioner, type Kafka, Partitioners } from 'kafkajs';
import { SHARED_TOPICS, topicsFor } from '../../shared/events/topics.ts';
import { cutBatches } from './cut-batches.ts';
import type { SendMoments, SendTicks } from './feed.ts';

/** Well below the broker's `max.message.bytes`, beyond which it refuses a whole batch. */
const BATCH_BYTES = 900_000;

/** kafkajs needs time proportional to the square of the number of messages of a send. */
const BATCH_RECORDS = 2_000;

export interface KafkaSender {
  readonly send: SendTicks;
  readonly sendMoments: SendMoments;
  disconnect(): Promise<void>;
}

/** Connects a producer that writes each tick once and in order: acks=all, idempotent. */
export const connectKafkaSender = async (kafka: Kafka): Promise<KafkaSender> => {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: rememberingPartitioner,
  });
  await producer.connect();
  const topic = SHARED_TOPICS.marketTicks.name;
  return {
    async send(records) {
      for (const run of cutBatches(records, { bytes: BATCH_BYTES, records: BATCH_RECORDS })) {
        await producer.send({ topic, acks: -1, messages: [...run] });
      }
    },
    async sendMoments(moments) {
      const messages = moments.map((event) => ({ key: event.key, value: JSON.stringify(event) }));
      await producer.send({ topic: topicsFor('paper').signalsValidated.name, acks: -1, messages });
    },
    disconnect: () => producer.disconnect(),
  };
};

/**
 * Caches the default partitioner's choice per key. kafkajs computes its hash slowly, and the feed has few keys and many
 * ticks.
 */
const rememberingPartitioner: ICustomPartitioner = () => {
  const choose = Partitioners.DefaultPartitioner();
  const chosen = new Map<string, number>();
  let partitions = 0;
  return (args) => {
    if (args.partitionMetadata.length !== partitions) {
      partitions = args.partitionMetadata.length;
      chosen.clear();
    }
    const key = String(args.message.key);
    const known = chosen.get(key);
    if (known !== undefined) return known;
    const partition = choose(args);
    chosen.set(key, partition);
    return partition;
  };
};
