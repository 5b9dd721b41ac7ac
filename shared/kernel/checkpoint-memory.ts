import type { Clock } from '../ports/clock.ts';
import { bodyDigest, type Checkpoint, decodeCheckpoint } from './checkpoint.ts';
import type { CheckpointStore, StoredCheckpoint } from './ports.ts';
import type { StateCodec } from './stage.ts';

/** A checkpoint held in memory between batches. Another environment may have moved on: the next save tells. */
export interface Warm<State> {
  readonly version: number;
  readonly checkpoint: Checkpoint;
  /** What the live state can be made from again; undefined before the first save. */
  readonly body: Uint8Array | undefined;
  /** The live state; undefined while a turn that may have changed it has not been saved. */
  state: State | undefined;
}

/** What of a stage its memory needs. */
interface StateMaker<State> {
  readonly codec: StateCodec<State>;
  initial(): State;
}

/**
 * Undisturbed batches for which, after a lost race, the stored version is read before anything is built on the one in
 * memory. Mappings of one stage that run in two environments take turns, and each would find its checkpoint old every
 * time: a read costs less than reading the context, reducing and a refused write for nothing.
 */
const WARY_BATCHES = 16;

/**
 * Reads that an environment makes way for, per race that another partition has lost: about as long as that one needs
 * for its context and its save. Its invocation may have ended, so there is an end to it.
 */
const LOOKS_PER_RACE = 8;

/** One checkpoint between the store and the live state: kept warm, dropped as soon as it may be wrong. */
export class CheckpointMemory<State> {
  readonly #id: string;
  readonly #maker: StateMaker<State>;
  readonly #store: CheckpointStore;
  readonly #clock: Clock;
  #warm: Warm<State> | undefined;
  /** For how many batches more the stored version is read first. */
  #wary = 0;
  /** Whether the store has been read or written since the batch began. */
  #confirmed = false;

  constructor(id: string, maker: StateMaker<State>, store: CheckpointStore, clock: Clock) {
    this.#id = id;
    this.#maker = maker;
    this.#store = store;
    this.#clock = clock;
  }

  /** The checkpoint in memory, or else the stored one, or else a blank one. */
  async current(): Promise<Warm<State>> {
    this.#warm ??= this.#thaw(await this.#load());
    return this.#warm;
  }

  /** A batch begins. Where races have been lost lately, the checkpoint in memory is compared with the stored one. */
  async begin(): Promise<void> {
    this.#confirmed = false;
    const warm = this.#warm;
    if (this.#wary === 0 || warm === undefined) return;
    if (await this.isStored(warm)) this.#wary -= 1;
  }

  /**
   * Whether a checkpoint is what the store holds, asked once a batch; where it is not, the stored one is the current
   * one from now on. Version and content: a reset or a restore can bring the same version with another history.
   */
  async isStored(warm: Warm<State>): Promise<boolean> {
    if (this.#confirmed) return true;
    const stored = await this.#load();
    const isSame = (stored?.version ?? 0) === warm.version && isSameBody(stored?.body, warm.body);
    this.#warm = isSame ? warm : this.#thaw(stored);
    if (!isSame) this.#wary = WARY_BATCHES;
    return isSame;
  }

  /** Waits while it is another partition's turn, for as long as that has waited. */
  async makeWay(partition: string): Promise<Warm<State>> {
    let warm = await this.current();
    for (let looks = 0; ; looks += 1) {
      const { turn } = warm.checkpoint;
      if (turn === undefined || turn[0] === partition || looks >= turn[1] * LOOKS_PER_RACE) return warm;
      warm = this.#thaw(await this.#load());
      this.#warm = warm;
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
    // Until the answer is known, nothing in memory can be trusted.
    this.#warm = undefined;
    const result = await this.#store.save(this.#id, {
      ...{ version, body },
      follows: follows && bodyDigest(follows),
    });
    this.#confirmed = true;
    if (result.saved) {
      this.#warm = { version, checkpoint: next, body, state };
      return true;
    }
    this.#wary = WARY_BATCHES;
    if (result.current !== undefined) this.#warm = this.#thaw(result.current);
    return false;
  }

  /** The next turn begins with what is stored. */
  forget(): void {
    this.#warm = undefined;
  }

  /** The live state, to read only. */
  stateOf(warm: Warm<State>): State {
    warm.state ??=
      warm.body === undefined
        ? this.#maker.initial()
        : this.#maker.codec.decode(decodeCheckpoint(warm.body).state);
    return warm.state;
  }

  /** The live state, for one use: the caller may change it. */
  takeState(warm: Warm<State>): State {
    const state = this.stateOf(warm);
    warm.state = undefined;
    return state;
  }

  async #load(): Promise<StoredCheckpoint | undefined> {
    // If the read fails, nothing in memory is kept.
    this.#warm = undefined;
    const stored = await this.#store.load(this.#id);
    this.#confirmed = true;
    return stored;
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
      state: this.#maker.codec.encode(this.#maker.initial()),
      outboxes: {},
      turn: undefined,
    };
    return { version: 0, checkpoint, body: undefined, state: this.#maker.initial() };
  }
}

const isSameBody = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && Buffer.compare(one, other) === 0);
