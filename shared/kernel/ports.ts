import type { Envelope } from '../events/envelope.ts';
import type { EmitProjection } from './stage.ts';

/** Reads the context of a batch, knowing its inputs. */
export type LoadContext<Context, Input = Envelope> = (inputs: readonly Input[]) => Promise<Context>;

/**
 * Reads the context of a batch, knowing its inputs and the state before them. It does not change the state, and keeps
 * no reference to it: the reducer changes the state in place.
 */
export type LoadContextWithState<State, Context, Input = Envelope> = (
  inputs: readonly Input[],
  state: State,
) => Promise<Context>;

/** A checkpoint as the store holds it. */
export interface StoredCheckpoint {
  /** Grows by one with every save. */
  readonly version: number;
  readonly body: Uint8Array;
}

/** A checkpoint to save. */
export interface NextCheckpoint extends StoredCheckpoint {
  /**
   * `bodyDigest` of the checkpoint that it was made from; undefined for the first. After a reset or a restore another
   * history can stand in the store at the same version, and must not be overwritten.
   */
  readonly follows: string | undefined;
}

export type SaveResult =
  | { readonly saved: true }
  /** Another environment saved first; `current` is what it saved, where the store tells. */
  | { readonly saved: false; readonly current?: StoredCheckpoint };

/** One item per checkpoint, each written over the one that it follows and no other. Failures are TransientErrors. */
export interface CheckpointStore {
  load(id: string): Promise<StoredCheckpoint | undefined>;
  /** Writes `version` if the stored one is `version - 1` and has the digest `follows` (or, for 1, none is stored). */
  save(id: string, next: NextCheckpoint): Promise<SaveResult>;
}

/** Writes projections; a write that loses against a newer one is no failure. Failures are TransientErrors. */
export interface ProjectionWriter {
  write(projections: readonly EmitProjection[]): Promise<void>;
}
