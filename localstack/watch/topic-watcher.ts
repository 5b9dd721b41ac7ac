import { randomUUID } from 'node:crypto';
import type { Admin, Consumer, Kafka } from 'kafkajs';
import { AlphaPandaError, messageOf } from '../../shared/errors.ts';
import { allTopics, SHARED_TOPICS } from '../../shared/events/topics.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';

/** The topics that the stages write. */
export const ALL_BUT_TICKS: readonly string[] = allTopics()
  .map(({ name }) => name)
  .filter((name) => name !== SHARED_TOPICS.marketTicks.name);

/** Receives every record of some topics. */
export type OnRecord = (record: KafkaRecord) => void;

const headersOf = (headers: Readonly<Record<string, unknown>> | undefined): KafkaRecord['headers'] =>
  Object.entries(headers ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (one) => [name, Buffer.isBuffer(one) ? one : Buffer.from(String(one))] as const,
    ),
  );

const POLL_MS = 20;

/**
 * Reads topics from their present end. It has its own consumer group, which it deletes at the end, so that no other
 * group misses a record.
 */
export class TopicWatcher {
  readonly #admin: Admin;
  readonly #consumer: Consumer;
  readonly #group: string;
  readonly #topics: readonly string[];
  /** topic-partition → the next offset that will be read. */
  readonly #next = new Map<string, number>();
  /** Why the consumer last crashed. */
  #failure: string | undefined;

  private constructor(admin: Admin, consumer: Consumer, group: string, topics: readonly string[]) {
    this.#admin = admin;
    this.#consumer = consumer;
    this.#group = group;
    this.#topics = topics;
  }

  static async start(kafka: Kafka, topics: readonly string[], onRecord: OnRecord): Promise<TopicWatcher> {
    const group = `watcher-${randomUUID()}`;
    const admin = kafka.admin();
    await admin.connect();
    const consumer = kafka.consumer({ groupId: group, maxWaitTimeInMs: 200, sessionTimeout: 30_000 });
    const watcher = new TopicWatcher(admin, consumer, group, topics);
    const starts = await Promise.all(
      topics.map(async (topic) => [topic, await admin.fetchTopicOffsets(topic)] as const),
    );
    for (const [topic, offsets] of starts) {
      for (const { partition, high } of offsets) watcher.#next.set(`${topic}-${partition}`, Number(high));
    }
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      watcher.#failure = messageOf(payload.error);
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics] });
    await consumer.run({
      eachBatchAutoResolve: true,
      eachBatch: async ({ batch: { topic, partition, messages } }) => {
        for (const { offset, timestamp, key, value, headers } of messages) {
          const record = {
            topic,
            partition,
            offset: Number(offset),
            timestamp: Number(timestamp),
            key,
            value,
            headers: headersOf(headers),
          };
          if (record.offset < (watcher.#next.get(`${topic}-${partition}`) ?? 0)) continue;
          watcher.#next.set(`${topic}-${partition}`, record.offset + 1);
          onRecord(record);
        }
      },
    });
    for (const [topic, offsets] of starts) {
      for (const { partition, high } of offsets) consumer.seek({ topic, partition, offset: high });
    }
    return watcher;
  }

  /** Waits until it has read every record that the topics hold now. */
  async caughtUp(deadlineMs = 60_000): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    const ends = await Promise.all(
      this.#topics.map(async (topic) => [topic, await this.#admin.fetchTopicOffsets(topic)] as const),
    );
    const behind = () =>
      ends.find(([topic, offsets]) =>
        offsets.some(({ partition, high }) => (this.#next.get(`${topic}-${partition}`) ?? 0) < Number(high)),
      );
    for (let lagging = behind(); lagging !== undefined; lagging = behind()) {
      if (Date.now() > deadline) {
        throw new AlphaPandaError(
          'WATCHER_BEHIND',
          `could not read ${lagging[0]} to its end within ${deadlineMs} ms${this.#failure === undefined ? '' : `: ${this.#failure}`}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async stop(): Promise<void> {
    await this.#consumer.disconnect();
    await this.#admin.deleteGroups([this.#group]).catch(() => undefined);
    await this.#admin.disconnect();
  }
}
