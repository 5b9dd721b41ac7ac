import type { Admin, Kafka } from 'kafkajs';
import { AlphaPandaError, messageOf, TransientError } from '../errors.ts';
import type { TopicProbe } from '../ports/log.ts';
import { retryingSignIn } from './sign-in.ts';
import { withinTime } from './within-time.ts';

const NO_LEADER = -1;

/** Asks the brokers for the leaders of topics. It stays connected while they answer, and reconnects after a failure. */
export class KafkaTopicProbe implements TopicProbe {
  readonly #connect: () => Promise<Kafka>;
  readonly #timeoutMs: number;
  #admin: Promise<Admin> | undefined;

  constructor(connect: () => Promise<Kafka>, timeoutMs = 2_000) {
    this.#connect = connect;
    this.#timeoutMs = timeoutMs;
  }

  async check(topics: readonly string[]): Promise<void> {
    try {
      const tooLate = () =>
        new TransientError('KAFKA_TIMEOUT', `no answer from Kafka within ${this.#timeoutMs} ms`);
      const until = Date.now() + this.#timeoutMs;
      const asking = retryingSignIn(() => this.#ask(topics), { timeLeft: () => until - Date.now() });
      await withinTime(this.#timeoutMs, asking, tooLate);
    } catch (thrown) {
      // Not awaited: a connection that does not answer may not close either.
      void this.close();
      if (thrown instanceof AlphaPandaError) throw thrown;
      throw new TransientError(
        'KAFKA_UNREACHABLE',
        `cannot describe ${topics.join(', ')}: ${messageOf(thrown)}`,
        thrown,
      );
    }
  }

  async close(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    await admin?.then((open) => open.disconnect()).catch(() => undefined);
  }

  async #described(topics: readonly string[]) {
    this.#admin ??= this.#open();
    const admin = this.#admin;
    try {
      return (await (await admin).fetchTopicMetadata({ topics: [...topics] })).topics;
    } catch (thrown) {
      if (this.#admin === admin) void this.close();
      throw thrown;
    }
  }

  async #ask(topics: readonly string[]): Promise<void> {
    const described = await this.#described(topics);
    for (const topic of topics) {
      const partitions = described.find(({ name }) => name === topic)?.partitions ?? [];
      if (partitions.length === 0) {
        throw new TransientError('TOPIC_MISSING', `topic ${topic} does not exist; create the topics`);
      }
      if (partitions.some(({ leader }) => leader === NO_LEADER)) {
        throw new TransientError('TOPIC_NOT_LED', `a partition of topic ${topic} has no leader`);
      }
    }
  }

  async #open(): Promise<Admin> {
    const admin = (await this.#connect()).admin();
    await admin.connect();
    return admin;
  }
}
