import type { Clock } from '../ports/clock.ts';
import {
  bodyDigest,
  type Checkpoint,
  decodeCheckpoint,
  decodeState,
  UNNAMED_PARTITION,
} from './checkpoint.ts';
import { isEmpty, isSameOutbox, type Outbox } from './outbox.ts';
import type { CheckpointStore, StoredCheckpoint } from './ports.ts';
import type { Stage } from './stage.ts';

/** A checkpoint held in memory between batches. Another environment may have saved a newer one: the next save fails then. */
export interface Warm<State> {
  readonly version: number;
  readonly checkpoint: Checkpoint;
  /** The stored bytes; undefined before the first save. */
  readonly body: Uint8Array | undefined;
  /** The live state; undefined while a turn may have changed it and has not saved. */
  state: State | undefined;
}

type StatePart<State> = Pick<
  Stage<State, unknown, unknown>,
  'codec' | 'initial' | 'topics' | 'checkpointPer'
>;
type Outboxes = Checkpoint['outboxes'];

/**
 * Reads of the store to wait for each race that another partition lost. They take about as long as that partition's
 * context and save. The wait is bounded, because the other invocation may have ended.
 */
const READS_PER_RACE = 8;

/** One checkpoint between the store and the live state. It knows which outboxes are published. */
export class CheckpointMemory<State> {
  readonly #id: string;
  readonly #stage: StatePart<State>;
  readonly #store: CheckpointStore;
  readonly #clock: Clock;
  #warm: Warm<State> | undefined;
  /** Partition → its last outbox that is known to be published. */
  readonly #published = new Map<string, Outbox>();
  /** This environment has not saved yet, so any outbox of the checkpoint may be unpublished. */
  #isCold = true;
  /** The last read or a lost race showed that another environment had saved. */
  #metAnother = false;

  constructor(id: string, stage: StatePart<State>, store: CheckpointStore, clock: Clock) {
    this.#id = id;
    this.#stage = stage;
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Reads the store before a batch if another environment has probably saved. Each topic has its own mapping, and so its
   * own environment. A read costs less than a lost race: a context, a reduction and a refused write.
   */
  async begin(): Promise<void> {
    const { topics, checkpointPer } = this.#stage;
    if (this.#metAnother || (topics.length > 1 && checkpointPer !== 'topic')) await this.refresh();
  }

  /** The checkpoint in memory, else the stored one, else an empty one. */
  async current(): Promise<Warm<State>> {
    return this.#warm ?? this.refresh();
  }

  /**
   * Reads the store. It keeps the checkpoint in memory if that is the stored one by version and content. After a reset
   * or a restore the same version can have another history.
   */
  async refresh(): Promise<Warm<State>> {
    const warm = this.#warm;
    // A failed read keeps nothing in memory.
    this.#warm = undefined;
    const stored = await this.#store.load(this.#id);
    const isStored = warm?.version === (stored?.version ?? 0) && isSameBody(stored?.body, warm.body);
    this.#metAnother = warm !== undefined && !isStored;
    this.#warm = isStored ? warm : this.#thaw(stored);
    return this.#warm;
  }

  /** Waits while it is another partition's turn. The more races that partition lost, the longer it waits. */
  async makeWay(partition: string): Promise<Warm<State>> {
    let warm = await this.current();
    for (let reads = 0; ; reads += 1) {
      const { turn } = warm.checkpoint;
      if (turn === undefined || turn[0] === partition || reads >= turn[1] * READS_PER_RACE) return warm;
      warm = await this.refresh();
    }
  }

  /** Saves the successor of a checkpoint with its live state; false when another environment saved first. */
  async save(
    { version: before, body: follows }: Warm<State>,
    next: Checkpoint,
    body: Uint8Array,
    state: State | undefined,
  ): Promise<boolean> {
    const version = before + 1;
    // Until the answer is known, memory cannot be trusted.
    this.#warm = undefined;
    const result = await this.#store.save(this.#id, {
      ...{ version, body },
      follows: follows && bodyDigest(follows),
    });
    if (result.saved) {
      this.#warm = { version, checkpoint: next, body, state };
      this.#isCold = false;
      return true;
    }
    this.#metAnother = true;
    if (result.current !== undefined) this.#warm = this.#thaw(result.current);
    return false;
  }

  /** Makes the next turn begin with the stored checkpoint. */
  forget(): void {
    this.#warm = undefined;
  }

  /** The live state, to read only. */
  stateOf(warm: Warm<State>): State {
    warm.state ??=
      warm.body === undefined ? this.#stage.initial() : decodeState(this.#stage.codec, warm.body);
    return warm.state;
  }

  /** The live state, for one use: the caller may change it. */
  takeState(warm: Warm<State>): State {
    const state = this.stateOf(warm);
    warm.state = undefined;
    return state;
  }

  /**
   * The outboxes to publish before records of a partition are acknowledged: its own, and all after a cold start. Other
   * partitions' outboxes are published with their own records, which are redelivered until then.
   */
  unpublishedBefore({ checkpoint }: Warm<State>, partition: string): Outboxes {
    const isDue = (name: string) => this.#isCold || name === UNNAMED_PARTITION || name === partition;
    return this.#unpublished(checkpoint.outboxes, isDue);
  }

  /** The outboxes of other partitions that are not known to be published. */
  unpublishedOfOthers({ checkpoint }: Warm<State>, partition: string): Outboxes {
    return this.#unpublished(checkpoint.outboxes, (name) => name !== partition);
  }

  published(partition: string, outbox: Outbox): void {
    this.#published.set(partition, outbox);
  }

  #unpublished(outboxes: Outboxes, isAsked: (partition: string) => boolean): Outboxes {
    return Object.fromEntries(
      Object.entries(outboxes).filter(([name, outbox]) => isAsked(name) && !this.#isPublished(name, outbox)),
    );
  }

  /** Compares content: the outbox may have been read again, and a restored one can have the same version. */
  #isPublished(partition: string, outbox: Outbox): boolean {
    if (isEmpty(outbox)) return true;
    const known = this.#published.get(partition);
    if (known === undefined || !isSameOutbox(known, outbox)) return false;
    this.#published.set(partition, outbox);
    return true;
  }

  #thaw(stored: StoredCheckpoint | undefined): Warm<State> {
    if (stored !== undefined) {
      const { version, body } = stored;
      return { version, body, checkpoint: decodeCheckpoint(body), state: undefined };
    }
    const checkpoint: Checkpoint = {
      epoch: this.#clock.now(),
      positions: {},
      origins: {},
      partitionCounts: {},
      givenUp: {},
      state: this.#stage.codec.encode(this.#stage.initial()),
      outboxes: {},
      turn: undefined,
    };
    return { version: 0, checkpoint, body: undefined, state: this.#stage.initial() };
  }
}

const isSameBody = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && Buffer.compare(one, other) === 0);
