import { AlphaPandaError } from '../../shared/errors.ts';
import { systemTimer, type Timer } from '../market-data/pace.ts';
import { type Consumption, lagOf, type OffsetReader, type PartitionRange } from '../watch/offsets.ts';

export interface SettlingOptions {
  readonly reader: OffsetReader;
  /**
   * The pipeline's event source mappings in topological order: what a level's groups publish is read only by later
   * levels. The first level reads the feed.
   */
  readonly levels: readonly (readonly Consumption[])[];
  /** How long one wait may take. */
  readonly deadlineMs?: number;
  readonly timer?: Timer;
}

const DEADLINE_MS = 60_000;
const FIRST_PAUSE_MS = 1;
const MAX_PAUSE_MS = 10;

type Ranges = ReadonlyMap<string, readonly PartitionRange[]>;

/**
 * Waits until everything sent so far, and everything that came of it, has been dealt with.
 *
 * A stage publishes before its group commits. So when a group's committed offset is the end of its topic, all that
 * the topic's records caused is on the next topics, provided that nothing adds to the topic any more. The levels
 * therefore catch up one after another, and the end of a topic is read only after all levels before it have caught
 * up: from then on it cannot grow. A topic whose end has not moved since the last wait needs no look at its
 * groups, which makes the wait after a tick that causes nothing cheap.
 *
 * One object serves one feed, one wait at a time.
 */
export class CatchUp {
  readonly #reader: OffsetReader;
  readonly #levels: readonly (readonly Consumption[])[];
  readonly #deadlineMs: number;
  readonly #timer: Timer;
  /** Per consumption, the ends of the topic's partitions when the group had last read them all. */
  readonly #readEnds = new Map<string, string>();

  constructor({ reader, levels, deadlineMs = DEADLINE_MS, timer = systemTimer }: SettlingOptions) {
    this.#reader = reader;
    this.#levels = levels;
    this.#deadlineMs = deadlineMs;
    this.#timer = timer;
  }

  /** @throws AlphaPandaError `NOT_CAUGHT_UP` after the deadline, naming the groups that lag. */
  async wait(): Promise<void> {
    const deadline = this.#timer.now() + this.#deadlineMs;
    for (let from = 0; from < this.#levels.length; ) {
      const { until, ranges } = await this.#rangesFrom(from);
      const moved = this.#firstMoved(from, until, ranges);
      if (moved < until) {
        const level = this.#levels[moved] ?? [];
        const unread = level.filter((consumption) => this.#hasMoved(consumption, ranges));
        await this.#levelDone(unread, ranges, deadline);
      }
      from = Math.min(moved + 1, until);
    }
  }

  /** The first level is read alone: it has nearly always moved, and the others are read again after it. */
  async #rangesFrom(from: number): Promise<{ readonly until: number; readonly ranges: Ranges }> {
    const until = from === 0 ? 1 : this.#levels.length;
    const topics = new Set(
      this.#levels.slice(from, until).flatMap((level) => level.map(({ topic }) => topic)),
    );
    const read = async (topic: string) => [topic, await this.#reader.ranges(topic)] as const;
    return { until, ranges: new Map(await Promise.all(Array.from(topics, read))) };
  }

  /** The first level from `from` to before `until` that has something to read, or `until`. */
  #firstMoved(from: number, until: number, ranges: Ranges): number {
    for (let place = from; place < until; place += 1) {
      if (this.#levels[place]?.some((consumption) => this.#hasMoved(consumption, ranges))) return place;
    }
    return until;
  }

  #hasMoved(consumption: Consumption, ranges: Ranges): boolean {
    return this.#readEnds.get(nameOf(consumption)) !== endsOf(ranges.get(consumption.topic));
  }

  async #levelDone(consumptions: readonly Consumption[], ranges: Ranges, deadline: number): Promise<void> {
    const lagNow = async (consumption: Consumption) => ({
      consumption,
      lag: lagOf(ranges.get(consumption.topic) ?? [], await this.#reader.committed(consumption)),
    });
    let open = consumptions;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, MAX_PAUSE_MS)) {
      const behind = (await Promise.all(open.map(lagNow))).filter(({ lag }) => lag > 0);
      if (behind.length === 0) break;
      if (this.#timer.now() >= deadline) {
        const names = behind.map(({ consumption, lag }) => `${consumption.group} by ${lag}`).join(', ');
        throw new AlphaPandaError(
          'NOT_CAUGHT_UP',
          `after ${this.#deadlineMs} ms these groups still lag: ${names}; see the log of their functions`,
          { retry: 'retry' },
        );
      }
      open = behind.map(({ consumption }) => consumption);
      await this.#timer.sleep(pause);
    }
    for (const consumption of consumptions) {
      this.#readEnds.set(nameOf(consumption), endsOf(ranges.get(consumption.topic)));
    }
  }
}

const nameOf = ({ group, topic }: Consumption): string => `${group} ${topic}`;

const endsOf = (ranges: readonly PartitionRange[] = []): string =>
  ranges
    .map(({ partition, end }) => `${partition}:${end}`)
    .sort()
    .join(',');
