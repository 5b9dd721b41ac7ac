import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { PartitionLog } from '../log/partition-log.ts';
import { errorCodes, KafkaError } from '../protocol/error-codes.ts';
import type { BrokerStorage } from '../storage/broker-storage.ts';
import type { Topic } from './topic.ts';
import { resolveConfig, type TopicConfig, type TopicOverrides } from './topic-config.ts';
import { checkTopicName } from './topic-name.ts';

/** More than any local pipeline needs; a typing error must not exhaust memory and file handles. */
const MAX_PARTITIONS = 1000;

export interface TopicRegistryOptions {
  readonly storage: BrokerStorage;
  readonly clock: Clock;
  /** Settings of topics where this broker's defaults differ from Kafka's. */
  readonly defaults: TopicOverrides;
  /** The most bytes that one partition may hold. */
  readonly capacity: number;
  readonly warn: (message: string) => void;
}

/** All topics of the broker, with their partitions. Topics exist only when created: nothing is made on demand. */
export class TopicRegistry {
  readonly #options: TopicRegistryOptions;
  readonly #byName = new Map<string, Topic>();
  readonly #byId = new Map<string, Topic>();

  constructor(options: TopicRegistryOptions) {
    this.#options = options;
    for (const definition of options.storage.loadTopics()) {
      const { name, id, overrides, partitions } = definition;
      const indexes = Array.from({ length: partitions }, (_, index) => index);
      this.#put({
        name,
        id,
        overrides,
        partitions: indexes.map((index) => this.#open(name, index, overrides)),
      });
    }
  }

  all(): Topic[] {
    return [...this.#byName.values()];
  }

  find(name: string): Topic | undefined {
    return this.#byName.get(name);
  }

  findById(id: string): Topic | undefined {
    return this.#byId.get(id);
  }

  /** @throws {KafkaError} UNKNOWN_TOPIC_OR_PARTITION */
  get(name: string): Topic {
    const topic = this.#byName.get(name);
    if (topic === undefined) {
      throw unknown(`The topic ${name} does not exist; topics are not created on demand.`);
    }
    return topic;
  }

  /** @throws {KafkaError} UNKNOWN_TOPIC_OR_PARTITION */
  partition(name: string, index: number): PartitionLog {
    const topic = this.get(name);
    const log = topic.partitions[index];
    if (log === undefined) {
      throw unknown(
        `The topic ${name} has ${topic.partitions.length} partitions; there is no partition ${index}.`,
      );
    }
    return log;
  }

  /** @throws {KafkaError} when {@link create} with the same arguments would fail. */
  checkCreation(name: string, partitions: number): void {
    checkTopicName(name);
    if (this.#byName.has(name)) {
      throw new KafkaError(errorCodes.TOPIC_ALREADY_EXISTS, `Topic '${name}' already exists.`);
    }
    checkPartitionCount(partitions);
  }

  create(name: string, partitions: number, overrides: TopicOverrides): Topic {
    this.checkCreation(name, partitions);
    const indexes = Array.from({ length: partitions }, (_, index) => index);
    // Remains of a deletion that was interrupted would otherwise come back to life.
    for (const index of indexes) this.#options.storage.partition(name, index).remove();
    const topic = {
      name,
      id: randomBytes(16).toString('base64url'),
      overrides,
      partitions: indexes.map((index) => this.#open(name, index, overrides)),
    };
    this.#put(topic);
    this.#save();
    return topic;
  }

  delete(name: string): void {
    const topic = this.get(name);
    this.#byName.delete(name);
    this.#byId.delete(topic.id);
    this.#save();
    for (const log of topic.partitions) log.remove();
  }

  /** @throws {KafkaError} when {@link addPartitions} with the same arguments would fail. */
  checkPartitionIncrease(name: string, count: number): void {
    const current = this.get(name).partitions.length;
    if (count <= current) {
      throw new KafkaError(
        errorCodes.INVALID_PARTITIONS,
        `The topic ${name} has ${current} partitions; ${count} would not be an increase.`,
      );
    }
    checkPartitionCount(count);
  }

  addPartitions(name: string, count: number): void {
    this.checkPartitionIncrease(name, count);
    const topic = this.get(name);
    const added = Array.from({ length: count - topic.partitions.length }, (_, index) =>
      this.#open(name, topic.partitions.length + index, topic.overrides),
    );
    this.#put({ ...topic, partitions: [...topic.partitions, ...added] });
    this.#save();
  }

  configure(name: string, overrides: TopicOverrides): void {
    const topic = this.get(name);
    const config = this.#resolve(overrides);
    this.#put({ ...topic, overrides });
    for (const log of topic.partitions) log.configure(config);
    this.#save();
  }

  applyRetention(): void {
    for (const topic of this.#byName.values()) {
      for (const log of topic.partitions) log.applyRetention();
    }
  }

  close(): void {
    for (const topic of this.#byName.values()) {
      for (const log of topic.partitions) log.close();
    }
  }

  #open(topic: string, partition: number, overrides: TopicOverrides): PartitionLog {
    const { storage, clock, capacity, warn } = this.#options;
    return new PartitionLog({
      storage: storage.partition(topic, partition),
      config: this.#resolve(overrides),
      capacityBytes: capacity,
      clock,
      warn: (message) => warn(`${topic}-${partition}: ${message}`),
    });
  }

  #resolve(overrides: TopicOverrides): TopicConfig {
    return resolveConfig({ ...this.#options.defaults, ...overrides });
  }

  #put(topic: Topic): void {
    this.#byName.set(topic.name, topic);
    this.#byId.set(topic.id, topic);
  }

  #save(): void {
    this.#options.storage.saveTopics(
      this.all().map(({ name, id, overrides, partitions }) => ({
        name,
        id,
        overrides,
        partitions: partitions.length,
      })),
    );
  }
}

const unknown = (message: string): KafkaError =>
  new KafkaError(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, message);

const checkPartitionCount = (count: number): void => {
  if (count >= 1 && count <= MAX_PARTITIONS) return;
  throw new KafkaError(
    errorCodes.INVALID_PARTITIONS,
    `The number of partitions must be between 1 and ${MAX_PARTITIONS}; it is ${count}.`,
  );
};
