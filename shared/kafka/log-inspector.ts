import type { Admin, Kafka } from 'kafkajs';
import { AlphaPandaError, messageOf, TransientError } from '../errors.ts';
import type { LogInspector } from '../ports/log.ts';
import { retryingSignIn, type SignInOptions } from './sign-in.ts';

/** Asks the brokers about their logs. It connects on first use and stays connected. */
export class KafkaLogInspector implements LogInspector {
  readonly #connect: () => Promise<Kafka>;
  readonly #signIn: SignInOptions | undefined;
  #admin: Promise<Admin> | undefined;

  constructor(connect: () => Promise<Kafka>, signIn?: SignInOptions) {
    this.#connect = connect;
    this.#signIn = signIn;
  }

  partitionCount(topic: string): Promise<number> {
    return this.#ask(`describe ${topic}`, async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const count = topics.find(({ name }) => name === topic)?.partitions.length;
      if (count === undefined) {
        throw new TransientError('TOPIC_MISSING', `topic ${topic} does not exist; create the topics`);
      }
      return count;
    });
  }

  endOffset(topic: string, partition: number): Promise<number> {
    return this.#ask(`read the end of ${topic}`, async (admin) => {
      const offsets = await admin.fetchTopicOffsets(topic);
      return Number(offsets.find((offset) => offset.partition === partition)?.high ?? 0);
    });
  }

  async close(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    await admin?.then((open) => open.disconnect()).catch(() => undefined);
  }

  async #ask<T>(what: string, question: (admin: Admin) => Promise<T>): Promise<T> {
    try {
      return await retryingSignIn(() => this.#askOnce(question), this.#signIn);
    } catch (thrown) {
      if (thrown instanceof AlphaPandaError) throw thrown;
      throw new TransientError('KAFKA_UNREACHABLE', `cannot ${what}: ${messageOf(thrown)}`, thrown);
    }
  }

  async #askOnce<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    this.#admin ??= this.#open();
    const admin = this.#admin;
    try {
      return await question(await admin);
    } catch (thrown) {
      // A concurrent request may have reconnected.
      if (this.#admin === admin) await this.close();
      throw thrown;
    }
  }

  async #open(): Promise<Admin> {
    const admin = (await this.#connect()).admin();
    await admin.connect();
    return admin;
  }
}
