import { PoisonError, RefusalError, TransientError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Publisher } from '../ports/log.ts';
import type { KafkaRecord } from '../ports/record.ts';
import { type Advance, advance } from './advance.ts';
import { type Checkpoint, encodeCheckpoint, type GivenUp, type Turn } from './checkpoint.ts';
import { CheckpointMemory, type Warm } from './checkpoint-memory.ts';
import { errorOf, reasonOf } from './dead-letter.ts';
import { Debts } from './debts.ts';
import { type Decoded, decodeFor } from './decoded.ts';
import type { KernelLimits } from './limits.ts';
import type { LogGuard } from './log-guard.ts';
import { isEmpty } from './outbox.ts';
import type { CheckpointStore, LoadContextWithState, ProjectionWriter } from './ports.ts';
import { isForAnother } from './redrive.ts';
import type { KernelReport } from './report.ts';
import { missingIn, nameOf, positionOf, raiseMarks, type Unseen, unseenOf } from './skip.ts';
import type { Stage } from './stage.ts';

export interface RunnerPorts<State, Context, Input> {
  readonly store: CheckpointStore;
  readonly publisher: Publisher;
  readonly projections: ProjectionWriter;
  readonly guard: LogGuard;
  readonly clock: Clock;
  readonly loadContext: LoadContextWithState<State, Context, Input>;
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
  /** Partitions of their topic; undefined where they do not matter. */
  readonly count: number | undefined;
  /** Epoch milliseconds by which their origins are judged. */
  readonly now: number;
}

/** Races lost in a row after which the batch is given back to be tried again. */
const MAX_RACES = 20;

/** Races lost in a row after which a batch asks for the next turn. */
const RACES_BEFORE_TURN = 2;

/** Runs one stage over the records of one checkpoint, exactly once in effect: see design note in `kernel.ts`. */
export class PartitionRunner<State, Context, Input> {
  readonly #id: string;
  readonly #stage: Stage<State, Context, Input>;
  readonly #ports: RunnerPorts<State, Context, Input>;
  readonly #limits: KernelLimits;
  readonly #memory: CheckpointMemory<State>;
  readonly #debts: Debts;
  /** The last turn asked for: they follow each other, so that several topics of one checkpoint do so in one process. */
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
    this.#debts = new Debts(ports);
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
    await this.#inTurn(() => this.#memory.begin());
    let start = 0;
    let races = 0;
    while (start < records.length) {
      const taken = await this.#inTurn(() => this.#turnOrForget(records.slice(start), races, report));
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

  #inTurn<Result>(use: () => Promise<Result>): Promise<Result> {
    const turn = this.#lastTurn.then(use);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  /** After a failure the next turn begins with what is stored: a person may have mended what was refused. */
  async #turnOrForget(
    records: readonly KafkaRecord[],
    races: number,
    report: KernelReport,
  ): Promise<number | undefined> {
    try {
      return await this.#turn(records, races, report);
    } catch (error) {
      this.#memory.forget();
      throw error;
    }
  }

  /** How many of the records are settled; undefined when another environment saved first. */
  async #turn(
    records: readonly KafkaRecord[],
    races: number,
    report: KernelReport,
  ): Promise<number | undefined> {
    const [first] = records;
    if (first === undefined) return 0;
    const name = nameOf(first);
    let warm = await this.#memory.makeWay(name);
    if (races >= RACES_BEFORE_TURN && warm.checkpoint.turn === undefined) {
      if (!(await this.#askForTurn(warm, [name, races], report))) return undefined;
      warm = await this.#memory.current();
    }
    await this.#debts.settle(warm.checkpoint.outboxes, name, report);
    const count = await this.#ports.guard.partitionCount(first, warm.checkpoint);
    await this.#ports.guard.refuseForeignLog(records, warm.checkpoint);

    const position = warm.checkpoint.positions[name];
    const now = this.#ports.clock.now();
    const fresh = unseenOf(records, position, warm.checkpoint.origins[name] ?? {}, now);
    const last = records.at(-1);
    if (fresh.length === 0 && position !== undefined && last !== undefined && last.offset <= position[0]) {
      // Nothing will be saved that would fail: a stage that was reset, or restored, has to take them again.
      if (!(await this.#memory.isStored(warm))) return 0;
      report.duplicates += records.length;
      return records.length;
    }
    const { unseen, forOthers } = this.#sort(records, fresh);
    const decoded = this.#decode(records, unseen, warm.checkpoint.givenUp[name]);
    const context = await this.#ports.loadContext(inputsOf(decoded), this.#memory.stateOf(warm));
    return this.#reduceAndSave(
      warm,
      { name, records, unseen, forOthers, decoded, context, count, now },
      report,
    );
  }

  /** Saves what stands with the wish to be next: quicker than a batch, and others make way for it. */
  async #askForTurn(warm: Warm<State>, turn: Turn, report: KernelReport): Promise<boolean> {
    const next = { ...warm.checkpoint, turn };
    return this.#save(warm, next, encodeCheckpoint(next), warm.state, report);
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
        const decided = this.#giveUp(warm, share[0]?.record, progress, progress.oversized.thrown);
        if (decided !== undefined) {
          const saved = await this.#save(warm, decided, encodeCheckpoint(decided), progress.state, report);
          return saved ? 0 : undefined;
        }
        await this.#ports.publisher.publish([progress.oversized.letter]);
      }
      const behind = records.slice(0, covered);
      const next = this.#nextCheckpoint(warm, behind, batch, progress);
      const body = encodeCheckpoint(next);
      if (body.byteLength > this.#limits.checkpointBytes) {
        const { outboxes } = warm.checkpoint;
        if (Object.keys(this.#debts.ofOthers(outboxes, name)).length > 0) {
          await this.#debts.settleAll(outboxes, report);
        } else if (progress.taken > 1) share = decoded.slice(0, Math.ceil(progress.taken / 2));
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
      await this.#debts.publish(name, progress.outbox);
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
      outboxes: this.#debts.ofOthers(checkpoint.outboxes, nameOf(record)),
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
      origins: { ...checkpoint.origins, [name]: raiseMarks(checkpoint.origins[name] ?? {}, covered, now) },
      partitionCounts:
        count === undefined
          ? checkpoint.partitionCounts
          : { ...checkpoint.partitionCounts, [last.topic]: count },
      givenUp,
      state: this.#stage.codec.encode(progress.state),
      outboxes: {
        ...this.#debts.ofOthers(checkpoint.outboxes, name),
        ...(isEmpty(progress.outbox) ? {} : { [name]: progress.outbox }),
      },
      turn: undefined,
    };
  }

  async #save(
    warm: Warm<State>,
    next: Checkpoint,
    body: Uint8Array,
    state: State | undefined,
    report: KernelReport,
  ): Promise<boolean> {
    if (!(await this.#memory.save(warm, next, body, state))) return false;
    report.saves += 1;
    report.checkpointBytes = Math.max(report.checkpointBytes, body.byteLength);
    return true;
  }
}

const inputsOf = <Input>(decoded: readonly Decoded<Input>[]): readonly Input[] =>
  decoded.flatMap(({ input }) => (input === undefined ? [] : [input]));
