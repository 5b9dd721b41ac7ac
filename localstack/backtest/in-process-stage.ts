import { messageOf } from '../../shared/errors.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { reasonOf } from '../../shared/kernel/dead-letter.ts';
import { emittedEvent } from '../../shared/kernel/emitted-event.ts';
import type { LoadContextWithState } from '../../shared/kernel/ports.ts';
import type { EmitProjection, Stage } from '../../shared/kernel/stage.ts';

/** A stage with where its contexts come from. */
export interface Wired<State, Context> {
  readonly stage: Stage<State, Context>;
  readonly loadContext: LoadContextWithState<State, Context>;
}

/** What one event did to one stage. */
export interface Outcome {
  readonly events: readonly Envelope[];
  readonly projections: readonly EmitProjection[];
  /** Why the event became a dead letter. */
  readonly deadLetter?: { readonly reason: string; readonly error: string };
}

const NOTHING: Outcome = { events: [], projections: [] };

/**
 * After so many events, or as many as its packed size divided by the latter, the state is packed, so that a reducer
 * that throws costs no longer a look back. Events that are kept longer than the garbage collector expects cost more
 * than packing a small state does.
 */
const PACK_EVERY = 512;
const PACKED_BYTES_PER_EVENT = 64;

/**
 * Runs a stage's reducer in this process, event by event, under the kernel's rules: what it emits gets the same
 * ids, and an event on which it throws leaves no trace in the state.
 */
export class InProcessStage<State, Context> {
  readonly topics: readonly string[];
  readonly #wired: Wired<State, Context>;
  #state: State;
  #packed: string;
  /** The events since it was packed, each with its context at the same place. */
  readonly #events: Envelope[] = [];
  readonly #contexts: Context[] = [];

  constructor(wired: Wired<State, Context>) {
    this.#wired = wired;
    this.topics = wired.stage.topics.map(({ name }) => name);
    this.#state = wired.stage.initial();
    this.#packed = JSON.stringify(wired.stage.codec.encode(this.#state));
  }

  /** The context for an event; it may be used for later events where the stage's inputs cannot have changed. */
  context(event: Envelope): Promise<Context> {
    return this.#wired.loadContext([event], this.#state);
  }

  take(event: Envelope, context: Context): Outcome {
    const { stage } = this.#wired;
    if (this.#events.length >= Math.max(PACK_EVERY, this.#packed.length / PACKED_BYTES_PER_EVENT))
      this.#pack();
    try {
      const emits = stage.reduce(this.#state, event, context);
      const outcome = emits.length === 0 ? NOTHING : this.#outcome(event, emits);
      this.#events.push(event);
      this.#contexts.push(context);
      return outcome;
    } catch (thrown) {
      this.#restore();
      return { ...NOTHING, deadLetter: { reason: reasonOf(thrown), error: messageOf(thrown) } };
    }
  }

  #outcome(event: Envelope, emits: ReturnType<Stage<State, Context>['reduce']>): Outcome {
    const events: Envelope[] = [];
    const projections: EmitProjection[] = [];
    for (const emit of emits) {
      if (emit.kind === 'projection') projections.push(emit);
      else if (emit.kind === 'event')
        events.push(emittedEvent(this.#wired.stage.name, event, emit, events.length));
      else throw new Error('a record can be put back on a topic only where there are topics');
    }
    return { events, projections };
  }

  #pack(): void {
    this.#packed = JSON.stringify(this.#wired.stage.codec.encode(this.#state));
    this.#events.length = 0;
    this.#contexts.length = 0;
  }

  #restore(): void {
    const { stage } = this.#wired;
    this.#state = stage.codec.decode(JSON.parse(this.#packed));
    for (const [place, context] of this.#contexts.entries()) {
      const event = this.#events[place];
      if (event !== undefined) stage.reduce(this.#state, event, context);
    }
  }
}
