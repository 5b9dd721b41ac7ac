import { RefusalError, TransientError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { KafkaRecord } from '../ports/record.ts';
import { type Advance, advance } from './advance.ts';
import { type Checkpoint, encodeCheckpoint, type GivenUp } from './checkpoint.ts';
import { CheckpointMemory, type Warm } from './checkpoint-memory.ts';
import { errorOf, reasonOf } from './dead-letter.ts';
import { decodeAll, foreignEntries, inputsOf, separate } from './decode-batch.ts';
import type { Decoded } from './decoded.ts';
import type { KernelLimits } from './limits.ts';
import type { LogGuard } from './log-guard.ts';
import { isEmpty, type Outbox } from './outbox.ts';
import type { CheckpointStore, LoadContextWithState } from './ports.ts';
import { type Counts, type KernelReport, sumOf } from './report.ts';
import { type SinkPorts, Sinks } from './sinks.ts';
import { missingIn, nameOf, positionOf, raiseWatermarks, type Unseen, unseenOf } from './skip.ts';
import type { Stage } from './stage.ts';

export interface RunnerPorts<State, Context, Input> extends SinkPorts {
  readonly store: CheckpointStore;
  readonly guard: LogGuard;
  readonly clock: Clock;
  readonly loadContext: LoadContextWithState<State, Context, Input>;
}

/** The result of a batch. */
export interface Run {
  /** Number of records from the start that are saved and published. */
  readonly done: number;
  readonly counts: KernelReport;
  /** Why the other records must be redelivered; absent if all are done. */
  readonly error?: unknown;
}

/** The result of one turn. */
interface Step {
  /** Records that are done once `outbox` is published; undefined if another environment saved first. */
  readonly taken: number | undefined;
  readonly counts: Counts;
  readonly outbox?: Outbox;
}

/** The records of a turn, decoded and counted. */
interface Batch<Context, Input> {
  /** The name of their partition. */
  readonly name: string;
  readonly records: readonly KafkaRecord[];
  readonly unseen: readonly Unseen[];
  /** Indexes of the records that were redriven for another stage. */
  readonly forOthers: readonly number[];
  /** One per unseen record. */
  readonly decoded: readonly Decoded<Input>[];
  readonly context: Context;
  /** Number of partitions of their topic; undefined if the state does not depend on it. */
  readonly count: number | undefined;
  /** Epoch milliseconds against which their origins are checked. */
  readonly now: number;
}

/** Races lost in a row after which the batch fails and is redelivered. */
const MAX_RACES = 20;

/** Races lost in a row after which a batch asks for the next turn. */
const RACES_BEFORE_TURN = 2;

/** Runs one stage over the records of one checkpoint, with exactly one effect per record. See `kernel.ts`. */
export class PartitionRunner<State, Context, Input> {
  readonly #id: string;
  readonly #stage: Stage<State, Context, Input>;
  readonly #ports: RunnerPorts<State, Context, Input>;
  readonly #limits: KernelLimits;
  readonly #memory: CheckpointMemory<State>;
  readonly #sinks: Sinks;
  /** The last turn. Turns run one after another, so that a checkpoint's topics do not race in one process. */
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(
    id: string,
    stage: Stage<State, Context, Input>,
    ports: RunnerPorts<State, Context, Input>,
    limits: KernelLimits,
  ) {
    this.#id = id;
    this.#stage = stage;
    this.#ports = ports;
    this.#limits = limits;
    this.#memory = new CheckpointMemory(id, stage, ports.store, ports.clock);
    this.#sinks = new Sinks(ports);
  }

  /** Takes the records of one topic partition, in order. */
  async run(records: readonly KafkaRecord[]): Promise<Run> {
    const counts: Counts[] = [];
    let done = 0;
    let races = 0;
    try {
      await this.#inTurn(() => this.#memory.begin());
      while (done < records.length) {
        const step = await this.#inTurn(() => this.#turn(records.slice(done), races));
        counts.push(step.counts);
        if ('error' in step) throw step.error;
        races = step.taken === undefined ? races + 1 : 0;
        done += step.taken ?? 0;
        if (races > MAX_RACES) {
          throw new TransientError(
            'CHECKPOINT_CONTENDED',
            `checkpoint ${this.#id} was saved by others ${races} times in a row`,
          );
        }
      }
      return { done, counts: sumOf(counts) };
    } catch (error) {
      return { done, counts: sumOf(counts), error };
    }
  }

  #inTurn<Result>(use: () => Promise<Result>): Promise<Result> {
    const turn = this.#lastTurn.then(use);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Takes records and publishes what they cause. A failed publication keeps the counts of its save. After a failure the
   * next turn begins with the stored checkpoint: an operator may have repaired it.
   */
  async #turn(records: readonly KafkaRecord[], races: number): Promise<Step & { readonly error?: unknown }> {
    let step: Step = { taken: 0, counts: {} };
    try {
      const [first] = records;
      if (first === undefined) return step;
      step = await this.#take(nameOf(first), first, records, races);
      if (step.outbox !== undefined) await this.#publish(nameOf(first), step.outbox);
      return step;
    } catch (error) {
      this.#memory.forget();
      return { ...step, error };
    }
  }

  /** An outbox counts as published when all sinks have it. */
  async #publish(partition: string, outbox: Outbox): Promise<void> {
    await this.#sinks.write(outbox);
    this.#memory.published(partition, outbox);
  }

  /** Publishes outboxes of earlier batches and returns their number. */
  async #publishAgain(outboxes: Checkpoint['outboxes']): Promise<number> {
    const pending = Object.entries(outboxes);
    for (const [partition, outbox] of pending) await this.#publish(partition, outbox);
    return pending.length;
  }

  async #take(
    name: string,
    first: KafkaRecord,
    records: readonly KafkaRecord[],
    races: number,
  ): Promise<Step> {
    let warm = await this.#memory.makeWay(name);
    let asked: Counts = {};
    if (races >= RACES_BEFORE_TURN && warm.checkpoint.turn === undefined) {
      // Saves the request alone, which is faster than a batch. Other partitions then make way.
      const step = await this.#save(warm, { ...warm.checkpoint, turn: [name, races] }, warm.state);
      if (step.taken === undefined) return step;
      asked = step.counts;
      warm = await this.#memory.current();
    }
    const republished = await this.#publishAgain(this.#memory.unpublishedBefore(warm, name));
    const before = { ...asked, republished };
    const count = await this.#ports.guard.partitionCount(first, warm.checkpoint);
    await this.#ports.guard.refuseForeignLog(records, warm.checkpoint);

    const position = warm.checkpoint.positions[name];
    const now = this.#ports.clock.now();
    const fresh = unseenOf(records, position, warm.checkpoint.origins[name] ?? {}, now);
    const last = records.at(-1);
    if (fresh.length === 0 && position !== undefined && last !== undefined && last.offset <= position[0]) {
      // No save can fail here, so compare with the store: a stage that was reset or restored has to take the records again.
      if ((await this.#memory.refresh()) !== warm) return { taken: 0, counts: before };
      return { taken: records.length, counts: { ...before, duplicates: records.length } };
    }
    const { unseen, forOthers } = separate(records, fresh, this.#stage.name);
    const decoded = decodeAll(this.#stage, records, unseen, warm.checkpoint.givenUp[name]);
    const [loaded] = await Promise.all([
      this.#loadContext(warm, decoded),
      // Before the save, because nothing takes these records again after it.
      this.#sinks.writeTrail(foreignEntries(decoded)),
    ]);
    if (loaded === undefined) return { taken: undefined, counts: { ...before, races: 1 } };
    const { context } = loaded;
    const batch = { name, records, unseen, forOthers, decoded, context, count, now };
    const step = await this.#reduceAndSave(warm, batch);
    return { ...step, counts: sumOf([before, step.counts]) };
  }

  /** Undefined if the context is refused for a state that another environment has replaced: the race is lost. */
  async #loadContext(warm: Warm<State>, decoded: readonly Decoded<Input>[]) {
    try {
      return { context: await this.#ports.loadContext(inputsOf(decoded), this.#memory.stateOf(warm)) };
    } catch (error) {
      if (error instanceof RefusalError && (await this.#memory.refresh()) !== warm) return undefined;
      throw error;
    }
  }

  async #reduceAndSave(warm: Warm<State>, batch: Batch<Context, Input>): Promise<Step> {
    const { name, records, unseen, forOthers, decoded, context } = batch;
    let share = decoded;
    let limits = this.#limits;
    let republished = 0;
    for (;;) {
      const restore = () => this.#memory.takeState(warm);
      const progress = advance(this.#stage, restore, warm.checkpoint.epoch, share, context, limits);
      const covered = unseen[progress.taken]?.place ?? records.length;
      if (progress.oversized !== undefined) {
        const decided = this.#giveUp(warm, share[0]?.record, progress, progress.oversized.thrown);
        if (decided !== undefined) return this.#save(warm, decided, progress.state);
        await this.#sinks.writeRecords([progress.oversized.letter]);
      }
      const behind = records.slice(0, covered);
      const next = this.#nextCheckpoint(warm, behind, batch, progress);
      const body = encodeCheckpoint(next);
      if (body.byteLength > this.#limits.checkpointBytes) {
        const others = this.#memory.unpublishedOfOthers(warm, name);
        if (Object.keys(others).length > 0) republished += await this.#publishAgain(others);
        else if (progress.taken > 1) share = decoded.slice(0, Math.ceil(progress.taken / 2));
        else if (progress.outbox.records.length > 0 && progress.poison > 0) {
          // A dead letter beside a large state. Without it, the state may fit.
          limits = { ...limits, deadLetterBytes: 0 };
        } else {
          throw new RefusalError(
            'STATE_TOO_LARGE',
            `checkpoint ${this.#id} would weigh ${body.byteLength} bytes, and a DynamoDB item holds ${this.#limits.checkpointBytes}: give the topic more partitions or the stage fewer instruments`,
          );
        }
        continue;
      }
      const saved = await this.#save(warm, next, progress.state, body);
      if (saved.taken === undefined) return { ...saved, counts: { ...saved.counts, republished } };
      const passedOver = forOthers.filter((place) => place < covered).length;
      return {
        taken: covered,
        outbox: progress.outbox,
        counts: {
          ...saved.counts,
          republished,
          events: progress.events,
          poison: progress.poison,
          forOthers: passedOver,
          duplicates: covered - progress.taken - passedOver,
          missing: missingIn(behind, warm.checkpoint.positions[name]),
        },
      };
    }
  }

  /**
   * The checkpoint that records a given-up record, or undefined if the current one records it already.
   * An environment with an old checkpoint must not publish a dead letter outside of the outbox. So the decision is saved
   * first, under the same condition as every save. That also saves the epoch in the dead letter's origin.
   */
  #giveUp(
    warm: Warm<State>,
    record: KafkaRecord | undefined,
    { state }: Advance<State>,
    thrown: unknown,
  ): Checkpoint | undefined {
    const { checkpoint } = warm;
    if (record === undefined || checkpoint.givenUp[nameOf(record)]?.[0] === record.offset) return undefined;
    const givenUp: GivenUp = [record.offset, reasonOf(thrown), errorOf(thrown)];
    return {
      ...checkpoint,
      givenUp: { ...checkpoint.givenUp, [nameOf(record)]: givenUp },
      state: this.#stage.codec.encode(state),
      outboxes: this.#memory.unpublishedOfOthers(warm, nameOf(record)),
    };
  }

  #nextCheckpoint(
    warm: Warm<State>,
    covered: readonly KafkaRecord[],
    { count, now }: Batch<Context, Input>,
    progress: Advance<State>,
  ): Checkpoint {
    const { checkpoint } = warm;
    const last = covered.at(-1);
    if (last === undefined) return checkpoint;
    const name = nameOf(last);
    const { [name]: _, ...givenUp } = checkpoint.givenUp;
    return {
      epoch: checkpoint.epoch,
      positions: { ...checkpoint.positions, [name]: positionOf(last) },
      origins: {
        ...checkpoint.origins,
        [name]: raiseWatermarks(checkpoint.origins[name] ?? {}, covered, now),
      },
      partitionCounts:
        count === undefined
          ? checkpoint.partitionCounts
          : { ...checkpoint.partitionCounts, [last.topic]: count },
      givenUp,
      state: this.#stage.codec.encode(progress.state),
      outboxes: {
        ...this.#memory.unpublishedOfOthers(warm, name),
        ...(isEmpty(progress.outbox) ? {} : { [name]: progress.outbox }),
      },
      turn: undefined,
    };
  }

  /** A save alone takes no records. `taken` is undefined if another environment saved first. */
  async #save(
    warm: Warm<State>,
    next: Checkpoint,
    state: State | undefined,
    body = encodeCheckpoint(next),
  ): Promise<Step> {
    if (!(await this.#memory.save(warm, next, body, state))) {
      return { taken: undefined, counts: { races: 1 } };
    }
    return { taken: 0, counts: { saves: 1, checkpointBytes: body.byteLength } };
  }
}
