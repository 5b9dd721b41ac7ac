import type { Envelope } from '../events/envelope.ts';
import type { OutgoingRecord } from '../ports/record.ts';
import type { EmitProjection } from './stage.ts';

/** Reads the context of a batch for its inputs. */
export type LoadContext<Context, Input = Envelope> = (inputs: readonly Input[]) => Promise<Context>;

/**
 * Reads the context of a batch for its inputs and the state before them. It must not change the state or keep a
 * reference to it, because the reducer changes the state in place.
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
   * `bodyDigest` of the checkpoint that it follows; undefined for the first. After a reset or a restore the store can
   * have another history at the same version, which must not be overwritten.
   */
  readonly follows: string | undefined;
}

export type SaveResult =
  | { readonly saved: true }
  /** Another environment saved first. `current` is its checkpoint, if the store returns it. */
  | { readonly saved: false; readonly current?: StoredCheckpoint };

/** One item per checkpoint. A save overwrites only the checkpoint that it follows. Failures are TransientErrors. */
export interface CheckpointStore {
  load(id: string): Promise<StoredCheckpoint | undefined>;
  /** Writes `version` if the stored one is `version - 1` with the digest `follows`, or for 1 if no item is stored. */
  save(id: string, next: NextCheckpoint): Promise<SaveResult>;
}

/** Writes projections. A write that loses to a newer one succeeds. Failures are TransientErrors. */
export interface ProjectionWriter {
  write(projections: readonly EmitProjection[]): Promise<void>;
}

/** An event of the audit trail, and the topic that it was put on. */
export interface TrailEntry {
  readonly topic: string;
  readonly event: Envelope;
}

/**
 * The audit trail, the second sink of an outbox. Its keys follow from the events, so a repeated entry changes nothing.
 * Failures are TransientErrors.
 */
export interface Trail {
  write(entries: readonly TrailEntry[]): Promise<void>;
}

/**
 * The table of dead letters, the third sink of an outbox. Its keys follow from the given-up record and its stage, so a
 * repeated write changes nothing but the time. Failures are TransientErrors.
 */
export interface DeadLetterTable {
  /** @param letters records of dead-letter topics, as `deadLetterOf` makes them */
  write(letters: readonly OutgoingRecord[]): Promise<void>;
}
