import type { Kafka, Producer } from 'kafkajs';
import type { SendTicks } from '../../../localstack/market-data/feed.ts';
import type { MalformedRecord } from './plan.ts';

/** The place of a record. */
export interface Place {
  readonly partition: number;
  readonly offset: number;
}

const headersFor = ({ headers }: MalformedRecord): Record<string, Buffer[]> => {
  const byName: Record<string, Buffer[]> = {};
  for (const [name, value] of headers) byName[name] = [...(byName[name] ?? []), value];
  return byName;
};

/** Sends malformed records to their topics among the ticks. */
export class Mixer {
  readonly #producer: Producer;
  readonly #plan: readonly MalformedRecord[];
  readonly #places = new Map<string, Place>();
  #sent = 0;

  private constructor(producer: Producer, plan: readonly MalformedRecord[]) {
    this.#producer = producer;
    this.#plan = plan;
  }

  static async connect(kafka: Kafka, plan: readonly MalformedRecord[]): Promise<Mixer> {
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    return new Mixer(producer, plan);
  }

  readonly aroundSend =
    (send: SendTicks): SendTicks =>
    async (ticks) => {
      const from = this.#sent;
      this.#sent += ticks.length;
      const due = this.#plan.filter(({ tick }) => tick > from && tick <= this.#sent);
      await this.#put(due.filter(({ when }) => when === 'before'));
      await send(ticks);
      await this.#put(due.filter(({ when }) => when === 'after'));
    };

  /** The places of the records, by serial. */
  get places(): ReadonlyMap<string, Place> {
    return this.#places;
  }

  disconnect(): Promise<void> {
    return this.#producer.disconnect();
  }

  async #put(records: readonly MalformedRecord[]): Promise<void> {
    for (const record of records) {
      const { topic, key, value, serial } = record;
      const [stored] = await this.#producer.send({
        topic,
        acks: -1,
        messages: [{ key, value, headers: headersFor(record) }],
      });
      this.#places.set(serial, {
        partition: stored?.partition ?? -1,
        offset: Number(stored?.baseOffset ?? -1),
      });
    }
  }
}
