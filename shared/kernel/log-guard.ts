import { RefusalError } from '../errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Clock, LogInspector } from './ports.ts';
import type { KafkaRecord } from './record.ts';
import { digestOf, nameOf } from './skip.ts';

const MAX_AGE_MS = 60_000;

/**
 * Refuses to go on when the log is not the one that the state was built on: state belongs to a topic's
 * partitions as they were, and going on would lose records or mix up keys in silence.
 */
export class LogGuard {
  readonly #log: LogInspector;
  readonly #clock: Clock;
  readonly #counts = new Map<string, { readonly count: number; readonly at: number }>();

  constructor(log: LogInspector, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /**
   * How many partitions a topic has, believed for a minute.
   * @throws RefusalError `PARTITION_COUNT_CHANGED`
   */
  async partitionCount(topic: string, checkpoint: Checkpoint): Promise<number> {
    const known = this.#counts.get(topic);
    const fresh = known !== undefined && this.#clock.now() - known.at < MAX_AGE_MS;
    const count = fresh ? known.count : await this.#log.partitionCount(topic);
    if (!fresh) this.#counts.set(topic, { count, at: this.#clock.now() });
    const before = checkpoint.partitionCounts[topic];
    if (before !== undefined && before !== count) {
      throw new RefusalError(
        'PARTITION_COUNT_CHANGED',
        `${topic} has ${count} partitions, and the state of this stage was built when it had ${before}: keys now fall on other partitions. Restore the count, or drain the topic and delete this stage's checkpoints and projections`,
      );
    }
    return count;
  }

  /**
   * For a batch that begins at or below our position: a redelivery, or another log?
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
        `the checkpoint has taken ${nameOf(first)} up to offset ${offset}, but that log was deleted and made anew: it holds other records. To begin with the new log, delete this stage's checkpoints and projections and set its consumer group back to the log's start; or restore the topic`,
      );
    }
  }
}
