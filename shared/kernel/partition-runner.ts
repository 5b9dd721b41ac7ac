import { PoisonError, RefusalError, TransientError } from '../errors.ts';
import { type Advance, advance } from './advance.ts';
import { type Checkpoint, encodeCheckpoint, type GivenUp } from './checkpoint.ts';
import { CheckpointMemory, type Warm } from './checkpoint-memory.ts';
import { errorOf, reasonOf } from './dead-letter.ts';
import { type Decoded, decodeFor } from './decoded.ts';
import type { KernelLimits } from './limits.ts';
import type { LogGuard } from './log-guard.ts';
import { EMPTY_OUTBOX, isEmpty, type Outbox } from './outbox.ts';
import type { CheckpointStore, Clock, LoadContext, ProjectionWriter, Publisher } from './ports.ts';
import type { KafkaRecord } from './record.ts';
import { isForAnother } from './redrive.ts';
import type { KernelReport } from './report.ts';
import { missingIn, nameOf, positionOf, raiseMarks, type Unseen, unseenOf } from './skip.ts';
import type { Stage } from './stage.ts';

export interface RunnerPorts<Context, Input> {
  readonly store: CheckpointStore;
  readonly publisher: Publisher;
  readonly projections: ProjectionWriter;
  readonly guard: LogGuard;
  readonly clock: Clock;
  readonly loadContext: LoadContext<Context, Input>;
}

/** The records at hand, and what is known of them. */
interface Batch<Context, Input> {
  /** Their partition. */
  readonly name: string;
  readonly records: readonly KafkaRecord[];
  readonly unseen: readonly Unseen[];
  /** Places of those that were put back for another stage. */
  readonly forOthers: readonly number[];
  /** One for each unseen. */
  readonly decoded: readonly Decoded<Input>[];
  readonly context: Context;
  /** Partitions of their topic. */
  readonly count: number;
  /** Epoch milliseconds by which their origins are judged. */
  readonly now: number;
}

/** Races lost in a row after which the batch is given back to be tried again. */
const MAX_RACES = 20;

/** Runs one stage over the records of one checkpoint, exactly once in effect: see design note in `kernel.ts`. */
export class PartitionRunner<State, Context, Input> {
  readonly #id: string;
  readonly #stage: Stage<State, Context, Input>;
  readonly #ports: RunnerPorts<Context, Input>;
  readonly #limits: KernelLimits;
  readonly #memory: CheckpointMemory<State>;

  constructor(
    id: string,
    stage: Stage<State, Context, Input>,
    ports: RunnerPorts<Context, Input>,
    limits: KernelLimits,
  ) {
    this.#id = id;
    this.#stage = stage;
    this.#ports = ports;
    this.#limits = limits;
    this.#memory = new CheckpointMemory(id, stage, ports.store, ports.clock);
  }

  /**
   * Takes the records of one topic partition, in order. `settled` hears how many of them are saved and
   * published; what was not settled when this throws has to come again.
   */
  async run(
    records: readonly KafkaRecord[],
    report: KernelReport,
    settled: (count: number) => void,
  ): Promise<void> {
    await this.#memory.lookFirst();
    let start = 0;
    let races = 0;
    while (start < records.length) {
      const taken = await this.#turnOrForget(records.slice(start), report);
      if (taken === undefined) {
        races += 1;
        report.races += 1;
        if (races > MAX_RACES) {
          throw new TransientError(
            'CHECKPOINT_CONTENDED',
            `checkpoint ${this.#id} was saved by others ${races} times in a row`,
          );
        }
        continue;
      }
      races = 0;
      start += taken;
      settled(start);
    }
  }

  /** After a failure the next turn begins with what is stored: a person may have mended what was refused. */
  async #turnOrForget(records: readonly KafkaRecord[], report: KernelReport): Promise<number | undefined> {
    try {
      return await this.#turn(records, report);
    } catch (error) {
      this.#memory.forget();
      throw error;
    }
  }

  /** One save at most. How many of the records are settled; undefined when somebody else saved first. */
  async #turn(records: readonly KafkaRecord[], report: KernelReport): Promise<number | undefined> {
    const [first] = records;
    if (first === undefined) return 0;
    const warm = await this.#memory.current();
    await this.#publishOutbox(warm, report);
    const count = await this.#ports.guard.partitionCount(first.topic, warm.checkpoint);
    await this.#ports.guard.refuseForeignLog(records, warm.checkpoint);

    const name = nameOf(first);
    const position = warm.checkpoint.positions[name];
    const now = this.#ports.clock.now();
    const fresh = unseenOf(records, position, warm.checkpoint.origins[name] ?? {}, now);
    const last = records.at(-1);
    if (fresh.length === 0 && position !== undefined && last !== undefined && last.offset <= position[0]) {
      report.duplicates += records.length;
      return records.length;
    }
    const { unseen, forOthers } = this.#sort(records, fresh);
    const decoded = this.#decode(records, unseen, warm.checkpoint.givenUp[name]);
    const context = await this.#ports.loadContext(inputsOf(decoded));
    return this.#reduceAndSave(
      warm,
      { name, records, unseen, forOthers, decoded, context, count, now },
      report,
    );
  }

  /** Tells what this stage has to take from what was put back for another one. */
  #sort(
    records: readonly KafkaRecord[],
    fresh: readonly Unseen[],
  ): { readonly unseen: readonly Unseen[]; readonly forOthers: readonly number[] } {
    const isElsewhere = ({ place, defect }: Unseen): boolean => {
      const record = records[place];
      return record !== undefined && defect === undefined && isForAnother(record, this.#stage.name);
    };
    const forOthers = fresh.filter(isElsewhere).map(({ place }) => place);
    return { unseen: forOthers.length === 0 ? fresh : fresh.filter((one) => !isElsewhere(one)), forOthers };
  }

  #decode(
    records: readonly KafkaRecord[],
    unseen: readonly Unseen[],
    givenUp: GivenUp | undefined,
  ): readonly Decoded<Input>[] {
    return unseen.flatMap(({ place, defect }) => {
      const record = records[place];
      if (record === undefined) return [];
      if (record.offset !== givenUp?.[0]) return [decodeFor(this.#stage, record, defect)];
      const [, reason, error] = givenUp;
      return [{ record, poison: new PoisonError(reason, error) }];
    });
  }

  async #reduceAndSave(
    warm: Warm<State>,
    batch: Batch<Context, Input>,
    report: KernelReport,
  ): Promise<number | undefined> {
    const { name, records, unseen, forOthers, decoded, context } = batch;
    let share = decoded;
    let limits = this.#limits;
    for (;;) {
      const restore = () => this.#memory.takeState(warm);
      const progress = advance(this.#stage, restore, warm.checkpoint.epoch, share, context, limits);
      const covered = unseen[progress.taken]?.place ?? records.length;
      if (progress.oversized !== undefined) {
        const claimed = this.#giveUp(warm, share[0]?.record, progress, progress.oversized.thrown);
        if (claimed !== undefined) {
          const saved = await this.#save(warm, claimed, encodeCheckpoint(claimed), progress.state, report);
          return saved ? 0 : undefined;
        }
        await this.#ports.publisher.publish([progress.oversized.letter]);
      }
      const behind = records.slice(0, covered);
      const next = this.#nextCheckpoint(warm, behind, batch, progress);
      const body = encodeCheckpoint(next);
      if (body.byteLength > this.#limits.checkpointBytes) {
        if (progress.taken > 1) share = decoded.slice(0, Math.ceil(progress.taken / 2));
        else if (progress.outbox.records.length > 0 && progress.poison > 0) {
          // A dead letter beside a large state: without it the state may fit.
          limits = { ...limits, deadLetterBytes: 0 };
        } else {
          throw new RefusalError(
            'STATE_TOO_LARGE',
            `checkpoint ${this.#id} would weigh ${body.byteLength} bytes, and a DynamoDB item holds ${this.#limits.checkpointBytes}: give the topic more partitions or the stage fewer instruments`,
          );
        }
        continue;
      }
      if (!(await this.#save(warm, next, body, progress.state, report))) return undefined;
      report.events += progress.events;
      report.poison += progress.poison;
      const passedOver = forOthers.filter((place) => place < covered).length;
      report.forOthers += passedOver;
      report.duplicates += covered - progress.taken - passedOver;
      report.missing += missingIn(behind, warm.checkpoint.positions[name]);
      await this.#publishNow();
      return covered;
    }
  }

  /**
   * The checkpoint that says that a record is given up, or undefined where the current one says so already.
   * A dead letter that is published outside of the outbox must not be the guess of an environment whose checkpoint
   * is old, so first of all the decision is saved, under the same condition as everything else. It also makes
   * the epoch in the letter's origin a saved one.
   */
  #giveUp(
    { checkpoint }: Warm<State>,
    record: KafkaRecord | undefined,
    { state }: Advance<State>,
    thrown: unknown,
  ): Checkpoint | undefined {
    if (record === undefined || checkpoint.givenUp[nameOf(record)]?.[0] === record.offset) return undefined;
    const givenUp: GivenUp = [record.offset, reasonOf(thrown), errorOf(thrown)];
    return {
      ...checkpoint,
      givenUp: { ...checkpoint.givenUp, [nameOf(record)]: givenUp },
      state: this.#stage.codec.encode(state),
      outbox: EMPTY_OUTBOX,
    };
  }

  #nextCheckpoint(
    { checkpoint }: Warm<State>,
    covered: readonly KafkaRecord[],
    { count, now }: Batch<Context, Input>,
    progress: Advance<State>,
  ): Checkpoint {
    const last = covered.at(-1);
    if (last === undefined) return checkpoint;
    const name = nameOf(last);
    const { [name]: _, ...givenUp } = checkpoint.givenUp;
    return {
      epoch: checkpoint.epoch,
      positions: { ...checkpoint.positions, [name]: positionOf(last) },
      origins: { ...checkpoint.origins, [name]: raiseMarks(checkpoint.origins[name] ?? {}, covered, now) },
      partitionCounts: { ...checkpoint.partitionCounts, [last.topic]: count },
      givenUp,
      state: this.#stage.codec.encode(progress.state),
      outbox: progress.outbox,
    };
  }

  async #save(
    warm: Warm<State>,
    next: Checkpoint,
    body: Uint8Array,
    state: State,
    report: KernelReport,
  ): Promise<boolean> {
    if (!(await this.#memory.save(warm, next, body, state))) return false;
    report.saves += 1;
    report.checkpointBytes = Math.max(report.checkpointBytes, body.byteLength);
    return true;
  }

  async #publishOutbox(warm: Warm<State>, report: KernelReport): Promise<void> {
    if (warm.published) return;
    if (!isEmpty(warm.checkpoint.outbox)) {
      report.republished += 1;
      await this.#publish(warm.checkpoint.outbox);
    }
    warm.published = true;
  }

  async #publishNow(): Promise<void> {
    const warm = await this.#memory.current();
    await this.#publish(warm.checkpoint.outbox);
    warm.published = true;
  }

  async #publish(outbox: Outbox): Promise<void> {
    await Promise.all([
      outbox.records.length > 0 ? this.#ports.publisher.publish(outbox.records) : undefined,
      outbox.projections.length > 0 ? this.#ports.projections.write(outbox.projections) : undefined,
    ]);
  }
}

const inputsOf = <Input>(decoded: readonly Decoded<Input>[]): readonly Input[] =>
  decoded.flatMap(({ input }) => (input === undefined ? [] : [input]));
