import { messageOf } from '../../shared/errors.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { TopicName } from '../../shared/events/topics.ts';
import { reasonOf } from '../../shared/kernel/dead-letter.ts';
import { emittedEvent } from '../../shared/kernel/emitted-event.ts';
import type { Emit, EmitProjection } from '../../shared/kernel/stage.ts';
import type { WiredStage } from '../../shared/kernel/wiring.ts';

/** An event that a stage emits, and the topic it goes to. */
export interface Emitted {
  readonly topic: TopicName;
  readonly event: Envelope;
}

/** The result of a stage for one input. */
export interface Outcome {
  readonly emitted: readonly Emitted[];
  readonly projections: readonly EmitProjection[];
  /** Why the input became a dead letter. */
  readonly deadLetter?: { readonly reason: string; readonly error: string };
}

const NOTHING: Outcome = { emitted: [], projections: [] };

/**
 * How many events pass before the state is packed again: this many, or its packed size divided by the bytes per event.
 * When a reducer throws, the state is rebuilt from the last packing. Events that outlive a garbage collection cost more
 * than packing a small state.
 */
const PACK_EVERY = 512;
const PACKED_BYTES_PER_EVENT = 64;

/**
 * Runs a stage's reducer in this process, event by event, by the kernel's rules: emitted events get the same ids, and
 * an event on which the reducer throws changes nothing in the state.
 */
export class InProcessStage<State, Context, Input = Envelope> {
  readonly #wired: WiredStage<State, Context, Input>;
  #state: State;
  #packed: string;
  /** The inputs since the state was packed, each with its context at the same index. */
  readonly #inputs: Input[] = [];
  readonly #contexts: Context[] = [];

  constructor(wired: WiredStage<State, Context, Input>) {
    this.#wired = wired;
    this.#state = wired.stage.initial();
    this.#packed = JSON.stringify(wired.stage.codec.encode(this.#state));
  }

  /** To read only. */
  get state(): State {
    return this.#state;
  }

  /** As a checkpoint would have it. To read only, before the stage's next event. */
  get encodedState(): unknown {
    const { codec } = this.#wired.stage;
    return codec.view === undefined ? codec.encode(this.#state) : codec.view(this.#state);
  }

  /** The context for an event. Later events may use it where nothing can have changed it. */
  context(event: Envelope): Promise<Context> {
    return this.#wired.loadContext([event as Input], this.#state);
  }

  take(event: Envelope, context: Context): Outcome {
    const { stage } = this.#wired;
    const input = event as Input;
    if (this.#inputs.length >= Math.max(PACK_EVERY, this.#packed.length / PACKED_BYTES_PER_EVENT)) {
      this.#pack();
    }
    try {
      const emits = stage.reduce(this.#state, input, context);
      const outcome = emits.length === 0 ? NOTHING : this.#outcome(event, emits);
      this.#inputs.push(input);
      this.#contexts.push(context);
      return outcome;
    } catch (thrown) {
      this.#restore();
      return { ...NOTHING, deadLetter: { reason: reasonOf(thrown), error: messageOf(thrown) } };
    }
  }

  #outcome(event: Envelope, emits: readonly Emit[]): Outcome {
    const emitted: Emitted[] = [];
    const projections: EmitProjection[] = [];
    for (const emit of emits) {
      if (emit.kind === 'projection') projections.push(emit);
      else if (emit.kind === 'event')
        emitted.push({
          topic: emit.topic.name,
          event: emittedEvent(this.#wired.stage.name, event, emit, emitted.length),
        });
      else throw new Error('a replay in one process has no topic to put a record back on');
    }
    return { emitted, projections };
  }

  #pack(): void {
    this.#packed = JSON.stringify(this.#wired.stage.codec.encode(this.#state));
    this.#inputs.length = 0;
    this.#contexts.length = 0;
  }

  #restore(): void {
    const { stage } = this.#wired;
    this.#state = stage.codec.decode(JSON.parse(this.#packed));
    for (const [place, context] of this.#contexts.entries()) {
      const input = this.#inputs[place];
      if (input !== undefined) stage.reduce(this.#state, input, context);
    }
  }
}
