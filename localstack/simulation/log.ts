import { crc32 } from 'node:zlib';
import { AlphaPandaError } from '../../shared/errors.ts';
import { allTopics } from '../../shared/events/topics.ts';
import type { Clock, LogInspector } from '../../shared/kernel/ports.ts';
import type { KafkaRecord, OutgoingRecord } from '../../shared/kernel/record.ts';

const bytes = (part: Buffer | string | null): Buffer | null =>
  typeof part === 'string' ? Buffer.from(part) : part;

/** The topics of the registry as logs that nothing ever leaves. */
export class SimulatedLog implements LogInspector {
  readonly #clock: Clock;
  readonly #topics = new Map<string, KafkaRecord[][]>();
  readonly #readers = new Map<string, ((record: KafkaRecord) => void)[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
    for (const { name, partitions } of allTopics()) {
      this.#topics.set(
        name,
        Array.from({ length: partitions }, () => []),
      );
    }
  }

  /** Hears of every record that is appended to a topic. */
  onAppend(topic: string, hear: (record: KafkaRecord) => void): void {
    this.#readers.set(topic, [...(this.#readers.get(topic) ?? []), hear]);
  }

  append({ topic, partition: wanted, key, value, headers }: OutgoingRecord): KafkaRecord {
    const logs = this.#logs(topic);
    const partition = wanted ?? (key === null ? 0 : crc32(key) % logs.length);
    const log = logs[partition];
    if (log === undefined)
      throw new AlphaPandaError('UNKNOWN_PARTITION', `"${topic}" has no partition ${partition}`);
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
    for (const hear of this.#readers.get(topic) ?? []) hear(record);
    return record;
  }

  /** Records of a partition from one offset to another, the latter left out. */
  slice(topic: string, partition: number, from: number, to?: number): readonly KafkaRecord[] {
    return this.#logs(topic)[partition]?.slice(from, to) ?? [];
  }

  /** Everything on a topic, partition by partition. */
  all(topic: string): readonly KafkaRecord[] {
    return this.#logs(topic).flat();
  }

  partitions(topic: string): number {
    return this.#logs(topic).length;
  }

  end(topic: string, partition: number): number {
    return this.#logs(topic)[partition]?.length ?? 0;
  }

  async partitionCount(topic: string): Promise<number> {
    return this.partitions(topic);
  }

  async endOffset(topic: string, partition: number): Promise<number> {
    return this.end(topic, partition);
  }

  #logs(topic: string): KafkaRecord[][] {
    const logs = this.#topics.get(topic);
    if (logs === undefined) throw new AlphaPandaError('UNKNOWN_TOPIC', `there is no topic "${topic}"`);
    return logs;
  }
}
