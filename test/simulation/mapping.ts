import { encodeEvent } from '@alpha-panda/kafka-event-source-mapping';
import { type KafkaRecord, partitionName } from '../../shared/ports/record.ts';
import type { Chance } from './chance.ts';
import type { Ending } from './environment.ts';
import type { SimulatedLog } from './log.ts';
import type { Scheduler } from './scheduler.ts';
import type { Climate } from './weather.ts';

/** The parts of the world and of its function that a mapping uses. */
export interface MappingSurroundings {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly log: SimulatedLog;
  readonly climate: () => Climate;
  /** Maximum time that a record waits for others, in milliseconds. */
  readonly windowMs: number;
  /** Whether it ignores partial answers and repeats a batch as a whole. */
  readonly isOnDemand: boolean;
  readonly invoke: (event: unknown) => Promise<Ending>;
  /** Receives the reason each time a partition fails. */
  readonly onFailure: (topic: string, partition: string, error: unknown) => void;
  /** Receives errors of invocations that threw. */
  readonly onThrown: (topic: string, error: unknown) => void;
  readonly note: (line: string) => void;
}

/** Timeout of an invocation in milliseconds. */
const TIMEOUT_MS = 15_000;
/** Records of one partition in one invocation, without and with a batching window. */
const FEW_RECORDS = 12;
const MANY_RECORDS = 60;
const MIN_WAIT_MS = 25;

const headerOf = ([key, value]: readonly [string, Buffer]) => ({ key, value });

const eventOf = (records: readonly KafkaRecord[]): unknown =>
  encodeEvent(
    records.map((record) => ({
      ...record,
      headers: record.headers.map(headerOf),
      timestampType: 'CREATE_TIME' as const,
      arrivedAt: record.timestamp,
    })),
    { bootstrapServers: 'simulated:9092', nullFields: 'omit' },
  );

/**
 * The event source mapping of one stage and topic: batches of any size, one per partition at a time. Its faults: a second
 * poller delivers the same records after a rebalance, commits are lost, offsets go back.
 */
export class Mapping {
  readonly topic: string;
  readonly #around: MappingSurroundings;
  readonly #committed: number[];
  readonly #busy = new Set<number>();
  #scheduled = false;
  #stopped = false;
  #running = 0;

  constructor(topic: string, around: MappingSurroundings) {
    this.topic = topic;
    this.#around = around;
    this.#committed = Array.from({ length: around.log.partitions(topic) }, () => 0);
    around.log.onAppend(topic, () => this.wake());
  }

  /** Whether everything on the topic is committed. */
  get isDone(): boolean {
    return this.#committed.every(
      (offset, partition) => offset >= this.#around.log.end(this.topic, partition),
    );
  }

  /** Partitions with uncommitted records, and their offsets. */
  get behind(): readonly string[] {
    return this.#committed.flatMap((offset, partition) =>
      offset >= this.#around.log.end(this.topic, partition)
        ? []
        : [`${partitionName(this.topic, partition)} from ${offset}`],
    );
  }

  /** Invocations that the mapping still waits for. */
  get running(): number {
    return this.#running;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Begins, from the first record of the topic. */
  startOver(): void {
    this.#committed.fill(0);
    this.#stopped = false;
    this.wake();
  }

  wake(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    const { chance, scheduler, windowMs } = this.#around;
    scheduler.after(chance.between(0, Math.max(MIN_WAIT_MS, windowMs)), () => {
      this.#scheduled = false;
      this.#poll();
    });
  }

  #poll(): void {
    if (this.#stopped) return;
    const { chance, climate } = this.#around;
    const { rewind, secondPoller } = climate();
    if (chance.happens(rewind)) this.#rewind();
    const batch = this.#batch((partition) => !this.#busy.has(partition));
    if (batch.length > 0) void this.#deliver(batch, true);
    if (chance.happens(secondPoller)) {
      const again = this.#batch(() => true);
      if (again.length > 0) void this.#deliver(again, chance.happens(0.3));
    }
  }

  #rewind(): void {
    const { chance, note } = this.#around;
    const back = chance.happens(0.1) ? 200 : chance.between(1, 6);
    for (const [partition, offset] of this.#committed.entries()) {
      if (offset > 0 && !this.#busy.has(partition)) this.#committed[partition] = Math.max(0, offset - back);
    }
    note(`${this.topic} polled again from ${back} before`);
  }

  /** Some records of some partitions, from the committed offsets on. */
  #batch(wanted: (partition: number) => boolean): readonly KafkaRecord[] {
    const { chance, log, windowMs } = this.#around;
    const most = windowMs > 0 ? MANY_RECORDS : FEW_RECORDS;
    return this.#committed.flatMap((offset, partition) => {
      if (!wanted(partition) || offset >= log.end(this.topic, partition)) return [];
      return log.slice(this.topic, partition, offset, offset + chance.between(1, most));
    });
  }

  /** One invocation and its retry. An `exclusive` one holds its partitions until it ends. */
  async #deliver(batch: readonly KafkaRecord[], exclusive: boolean): Promise<void> {
    const { chance, climate, scheduler } = this.#around;
    const partitions = new Set(batch.map(({ partition }) => partition));
    if (exclusive) for (const partition of partitions) this.#busy.add(partition);
    this.#running += 1;
    const ending = await Promise.race([this.#around.invoke(eventOf(batch)), this.#timeout()]);
    this.#running -= 1;
    if (exclusive) for (const partition of partitions) this.#busy.delete(partition);
    const failed = ending === 'timed out' || !this.#finish(batch, ending, exclusive);
    if (failed) scheduler.after(chance.between(20, 400), () => this.wake());
    else if (!this.isDone || chance.happens(climate().lostCommit)) this.wake();
  }

  #timeout(): Promise<'timed out'> {
    return new Promise((resolve) => this.#around.scheduler.after(TIMEOUT_MS, () => resolve('timed out')));
  }

  /** @returns whether the whole batch is done */
  #finish(batch: readonly KafkaRecord[], ending: Ending, exclusive: boolean): boolean {
    const { chance, climate, onFailure, onThrown } = this.#around;
    if (ending.kind === 'threw') onThrown(this.topic, ending.error);
    if (ending.kind !== 'answered') return false;
    const { response, failures } = ending.result;
    for (const { partition, error } of failures) onFailure(this.topic, partition, error);
    if (this.#stopped) return true;
    const firstFailed = new Map<string, number>();
    for (const { itemIdentifier } of response.batchItemFailures) {
      const before = firstFailed.get(itemIdentifier.partition) ?? Number.POSITIVE_INFINITY;
      firstFailed.set(itemIdentifier.partition, Math.min(before, itemIdentifier.offset));
    }
    if (this.#around.isOnDemand && firstFailed.size > 0) return false;
    const lost = chance.happens(climate().lostCommit);
    for (const [partition, records] of Map.groupBy(batch, (record) => record.partition)) {
      const next = firstFailed.get(partitionName(this.topic, partition)) ?? (records.at(-1)?.offset ?? 0) + 1;
      const committed = this.#committed[partition] ?? 0;
      // A slow second poller commits its own offsets, which may be old.
      if (!lost && (next > committed || !exclusive)) this.#committed[partition] = next;
    }
    return firstFailed.size === 0;
  }
}
