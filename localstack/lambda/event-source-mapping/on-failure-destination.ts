import { CompressionTypes, type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import type { OnFailureDestination } from './mapping-settings.ts';
import { type DiscardedBatch, kafkaFailureMessage } from './on-failure-record.ts';

/** Delivers discarded records; rejects when it has to be tried again. */
export interface FailureDelivery {
  deliver(batch: DiscardedBatch): Promise<void>;
  close(): Promise<void>;
}

/** Well under the broker's usual `max.message.bytes` of 1 MB, which counts a whole record batch. */
const SEND_BYTES = 512 * 1024;

/** Local delivery supports only Kafka topics. For other destinations the settings have already warned. */
export const openFailureDelivery = (
  kafka: Kafka,
  destination: OnFailureDestination | undefined,
  log: (line: string) => void,
): FailureDelivery | undefined =>
  destination?.kind === 'kafka' ? new KafkaFailureDelivery(kafka, destination.topic, log) : undefined;

class KafkaFailureDelivery implements FailureDelivery {
  readonly #producer: Producer;
  readonly #topic: string;
  readonly #log: (line: string) => void;
  #connected: Promise<void> | undefined;

  constructor(kafka: Kafka, topic: string, log: (line: string) => void) {
    this.#producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    });
    this.#topic = topic;
    this.#log = log;
  }

  async deliver(batch: DiscardedBatch): Promise<void> {
    await this.#connect();
    let messages: Message[] = [];
    let bytes = 0;
    for (const record of batch.records) {
      const value = JSON.stringify(kafkaFailureMessage(batch, record));
      const size = Buffer.byteLength(value) + (record.key?.length ?? 0);
      if (messages.length > 0 && bytes + size > SEND_BYTES) {
        await this.#send(messages);
        messages = [];
        bytes = 0;
      }
      messages.push({ key: record.key, value });
      bytes += size;
      if (size <= SEND_BYTES) continue;
      // Alone in its send, so that a broker that finds it too large refuses only this one.
      await this.#sendLarge({ key: record.key, value }, batch, record.offset);
      messages = [];
      bytes = 0;
    }
    if (messages.length > 0) await this.#send(messages);
  }

  async close(): Promise<void> {
    if (this.#connected !== undefined) await this.#producer.disconnect();
  }

  async #sendLarge(message: Message, batch: DiscardedBatch, offset: number): Promise<void> {
    try {
      await this.#send([message]);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      this.#log(
        `the failure record of offset ${offset} is larger than ${this.#topic} takes; sent without its payload`,
      );
      const record = batch.records.find((candidate) => candidate.offset === offset);
      if (record === undefined) return;
      const { payload: _, ...rest } = kafkaFailureMessage(batch, record);
      await this.#send([{ key: record.key, value: JSON.stringify(rest) }]);
    }
  }

  async #send(messages: Message[]): Promise<void> {
    await this.#producer.send({ topic: this.#topic, acks: -1, compression: CompressionTypes.None, messages });
  }

  async #connect(): Promise<void> {
    this.#connected ??= this.#producer.connect();
    try {
      await this.#connected;
    } catch (error) {
      this.#connected = undefined;
      throw error;
    }
  }
}

const isTooLarge = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const type = 'type' in error ? error.type : undefined;
  return type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE' || isTooLarge(error.cause);
};
