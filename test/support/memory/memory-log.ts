import { crc32 } from 'node:zlib';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { allTopics } from '../../../shared/events/topics.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { LogInspector, Publisher } from '../../../shared/ports/log.ts';
import type { KafkaRecord, OutgoingRecord } from '../../../shared/ports/record.ts';

const bytes = (part: Buffer | string | null): Buffer | null =>
  typeof part === 'string' ? Buffer.from(part) : part;

/** The topics of the registry as logs in memory: what a broker is to the stages, in one process. */
export class MemoryLog implements Publisher, LogInspector {
  readonly #topics = new Map<string, KafkaRecord[][]>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    for (const { name, partitions } of allTopics()) {
      this.#topics.set(
        name,
        Array.from({ length: partitions }, () => []),
      );
    }
  }

  #partitions(topic: string): KafkaRecord[][] {
    const partitions = this.#topics.get(topic);
    if (partitions === undefined) throw new AlphaPandaError('UNKNOWN_TOPIC', `there is no topic "${topic}"`);
    return partitions;
  }

  append({ topic, partition: wanted, key, value, headers }: OutgoingRecord): KafkaRecord {
    const partitions = this.#partitions(topic);
    const partition = wanted ?? (key === null ? 0 : crc32(key) % partitions.length);
    const log = partitions[partition];
    if (log === undefined) {
      throw new AlphaPandaError('UNKNOWN_PARTITION', `"${topic}" has no partition ${partition}`);
    }
    const record: KafkaRecord = {
      topic,
      partition,
      offset: log.length,
      timestamp: this.#clock.now(),
      key: bytes(key),
      value: bytes(value),
      headers: headers.map(([name, header]) => [name, bytes(header) ?? Buffer.alloc(0)] as const),
    };
    log.push(record);
    return record;
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    for (const record of records) this.append(record);
  }

  /** Everything on a topic from an offset on, partition by partition. */
  read(topic: string, from: (partition: number) => number = () => 0): readonly KafkaRecord[] {
    return this.#partitions(topic).flatMap((log, partition) => log.slice(from(partition)));
  }

  /** Records of a partition from one offset to another, the latter left out. */
  slice(topic: string, partition: number, from: number, to?: number): readonly KafkaRecord[] {
    return this.#partitions(topic)[partition]?.slice(from, to) ?? [];
  }

  partitions(topic: string): number {
    return this.#partitions(topic).length;
  }

  end(topic: string, partition: number): number {
    return this.#partitions(topic)[partition]?.length ?? 0;
  }

  async partitionCount(topic: string): Promise<number> {
    return this.partitions(topic);
  }

  async endOffset(topic: string, partition: number): Promise<number> {
    return this.end(topic, partition);
  }
}
