import { RefusalError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { LogInspector } from '../ports/log.ts';
import type { KafkaRecord } from '../ports/record.ts';
import { cachedFor } from './cached.ts';
import type { Checkpoint } from './checkpoint.ts';
import { digestOf, nameOf } from './skip.ts';

const MAX_AGE_MS = 60_000;

/**
 * Refuses a log other than the one that the state was built on. State depends on a topic's partitions. To continue on
 * others would lose records or mix keys silently.
 */
export class LogGuard {
  readonly #log: LogInspector;
  /** Topic → its declared and its current number of partitions. */
  readonly #counts: ReadonlyMap<
    string,
    { readonly declared: number; readonly current: () => Promise<number> }
  >;

  /** @param topics The topics whose partition counts the state depends on. */
  constructor(
    log: LogInspector,
    clock: Clock,
    topics: readonly { readonly name: string; readonly partitions: number }[],
  ) {
    this.#log = log;
    this.#counts = new Map(
      topics.map(({ name, partitions }) => [
        name,
        {
          declared: partitions,
          current: cachedFor(MAX_AGE_MS, clock, () => log.partitionCount(name)),
        },
      ]),
    );
  }

  /**
   * The number of partitions of a record's topic, cached for a minute; undefined if the state does not depend on it.
   * New state is for the registry's count: on a further partition an account would start empty a second time.
   * @throws RefusalError `PARTITION_COUNT_CHANGED`
   */
  async partitionCount(
    { topic, partition }: Pick<KafkaRecord, 'topic' | 'partition'>,
    checkpoint: Checkpoint,
  ): Promise<number | undefined> {
    const known = this.#counts.get(topic);
    if (known === undefined) return undefined;
    const before = checkpoint.partitionCounts[topic] ?? known.declared;
    const count = Math.max(await known.current(), partition + 1);
    if (before !== count) {
      throw new RefusalError(
        'PARTITION_COUNT_CHANGED',
        `${topic} has ${count} partitions, and the state of this stage is for ${before}: keys now fall on other partitions. Disable the stage's event source mappings; then make the topic again with ${before} partitions, or change its count in the registry, drain it and delete this stage's checkpoints and projections`,
      );
    }
    return count;
  }

  /**
   * Tells a redelivery from another log, for a batch that begins at or before the position.
   * @throws RefusalError `CHECKPOINT_AHEAD_OF_LOG`
   */
  async refuseForeignLog(records: readonly KafkaRecord[], checkpoint: Checkpoint): Promise<void> {
    const [first] = records;
    if (first === undefined) return;
    const position = checkpoint.positions[nameOf(first)];
    if (position === undefined || first.offset > position[0]) return;
    const [offset, digest] = position;
    const same = records.find((record) => record.offset === offset);
    const foreign =
      same === undefined
        ? (await this.#log.endOffset(first.topic, first.partition)) <= offset
        : digestOf(same) !== digest;
    if (foreign) {
      throw new RefusalError(
        'CHECKPOINT_AHEAD_OF_LOG',
        `the checkpoint has taken ${nameOf(first)} up to offset ${offset}, but that log was deleted and created again: it holds other records. Disable the stage's event source mappings; then delete its checkpoints and projections and set its consumer group back to the log's start, or restore the topic`,
      );
    }
  }
}
