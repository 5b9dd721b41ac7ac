import { type Checkpoint, decodeCheckpoint } from './checkpoint.ts';
import { EMPTY_OUTBOX } from './outbox.ts';
import type { CheckpointStore, Clock, StoredCheckpoint } from './ports.ts';
import type { StateCodec } from './stage.ts';

/** A checkpoint held in memory between batches. Another environment may have moved on: the next save tells. */
export interface Warm<State> {
  readonly version: number;
  readonly checkpoint: Checkpoint;
  /** What the live state can be made from again; undefined before the first save. */
  readonly body: Uint8Array | undefined;
  /** The live state; undefined while a turn that may have changed it has not been saved. */
  state: State | undefined;
  published: boolean;
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

/** One checkpoint between the store and the live state: kept warm, dropped as soon as it may be wrong. */
export class CheckpointMemory<State> {
  readonly #id: string;
  readonly #maker: StateMaker<State>;
  readonly #store: CheckpointStore;
  readonly #clock: Clock;
  #warm: Warm<State> | undefined;
  /** For how many batches more the stored version is read first. */
  #wary = 0;

  constructor(id: string, maker: StateMaker<State>, store: CheckpointStore, clock: Clock) {
    this.#id = id;
    this.#maker = maker;
    this.#store = store;
    this.#clock = clock;
  }

  /** The checkpoint in memory, or else the stored one, or else a blank one. */
  async current(): Promise<Warm<State>> {
    if (this.#warm !== undefined) return this.#warm;
    const stored = await this.#store.load(this.#id);
    this.#warm = stored === undefined ? this.#blank() : thaw(stored);
    return this.#warm;
  }

  /** Where races have been lost lately: drops a checkpoint in memory that is not the stored one any more. */
  async lookFirst(): Promise<void> {
    const warm = this.#warm;
    if (this.#wary === 0 || warm === undefined) return;
    // If the read fails, nothing in memory is kept.
    this.#warm = undefined;
    const stored = await this.#store.load(this.#id);
    if (stored?.version === warm.version) {
      this.#warm = warm;
      this.#wary -= 1;
      return;
    }
    this.#wary = WARY_BATCHES;
    if (stored !== undefined) this.#warm = thaw(stored);
  }

  /** Saves the successor of a checkpoint with its live state; false when somebody else saved first. */
  async save(
    { version: before }: Warm<State>,
    next: Checkpoint,
    body: Uint8Array,
    state: State,
  ): Promise<boolean> {
    const version = before + 1;
    // Until the answer is known, nothing in memory can be trusted.
    this.#warm = undefined;
    const result = await this.#store.save(this.#id, { version, body });
    if (result.saved) {
      this.#warm = { version, checkpoint: next, body, state, published: false };
      return true;
    }
    this.#wary = WARY_BATCHES;
    if (result.current !== undefined) this.#warm = thaw(result.current);
    return false;
  }

  /** The next turn begins with what is stored. */
  forget(): void {
    this.#warm = undefined;
  }

  /** The live state, for one use: whoever takes it may change it. */
  takeState(warm: Warm<State>): State {
    const { state } = warm;
    warm.state = undefined;
    if (state !== undefined) return state;
    if (warm.body === undefined) return this.#maker.initial();
    return this.#maker.codec.decode(decodeCheckpoint(warm.body).state);
  }

  #blank(): Warm<State> {
    const checkpoint: Checkpoint = {
      epoch: this.#clock.now(),
      positions: {},
      origins: {},
      partitionCounts: {},
      givenUp: {},
      state: this.#maker.codec.encode(this.#maker.initial()),
      outbox: EMPTY_OUTBOX,
    };
    return { version: 0, checkpoint, body: undefined, state: this.#maker.initial(), published: true };
  }
}

const thaw = <State>({ version, body }: StoredCheckpoint): Warm<State> => ({
  version,
  checkpoint: decodeCheckpoint(body),
  body,
  state: undefined,
  published: false,
});
