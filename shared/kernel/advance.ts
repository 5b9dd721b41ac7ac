import { PoisonError } from '../errors.ts';
import type { Envelope } from '../events/envelope.ts';
import { formatOrigin, type Origin } from '../events/origin.ts';
import { type KafkaRecord, type OutgoingRecord, partitionName } from '../ports/record.ts';
import { deadLetterOf } from './dead-letter.ts';
import type { Decoded } from './decoded.ts';
import { emittedEvent } from './emitted-event.ts';
import type { KernelLimits } from './limits.ts';
import { eventRecord, type Outbox, outgoingSize, sameRecord } from './outbox.ts';
import { ProjectionList } from './projections.ts';
import type { Emit, EmitEvent, EmitRecord, Stage } from './stage.ts';

/** The result of reducing a run of records. */
export interface Advance<State> {
  readonly state: State;
  readonly outbox: Outbox;
  /** Number of records taken; fewer than given if the batch was cut. */
  readonly taken: number;
  readonly poison: number;
  /** Emitted records that are not dead letters. */
  readonly events: number;
  /**
   * A dead letter too large for the outbox, and the thrown error. It is published after everything before it is saved
   * and published, and after the decision to give the record up is saved.
   */
  readonly oversized?: { readonly letter: OutgoingRecord; readonly thrown: unknown };
}

/**
 * Records on which the reducer may throw in one turn. After each throw the saved state is decoded and reduced again.
 * A batch full of them would exceed the function's time at every retry, without progress.
 */
const MAX_THROWS = 16;

const upstreamOf = (stage: string, record: KafkaRecord): string =>
  `${stage}/${partitionName(record.topic, record.partition)}`;

export const isEnvelope = (input: unknown): input is Envelope =>
  typeof input === 'object' && input !== null && 'correlation_id' in input;

/**
 * Reduces records in order. It is pure, except that it may change the state in place. `restore` returns the saved
 * state again, for after a reducer that threw.
 */
export const advance = <State, Context, Input>(
  stage: Stage<State, Context, Input>,
  restore: () => State,
  epoch: number,
  records: readonly Decoded<Input>[],
  context: Context,
  limits: KernelLimits,
): Advance<State> => {
  const thrown = new Map<number, unknown>();
  let share = records;
  for (;;) {
    const outcome = attempt(stage, restore(), epoch, share, context, limits, thrown);
    if (!('threwAt' in outcome)) return outcome;
    if (thrown.size < MAX_THROWS) thrown.set(outcome.threwAt, outcome.error);
    else share = records.slice(0, outcome.threwAt);
  }
};

type Attempt<State> = Advance<State> | { readonly threwAt: number; readonly error: unknown };

const attempt = <State, Context, Input>(
  stage: Stage<State, Context, Input>,
  state: State,
  epoch: number,
  records: readonly Decoded<Input>[],
  context: Context,
  limits: KernelLimits,
  thrown: ReadonlyMap<number, unknown>,
): Attempt<State> => {
  const out: OutgoingRecord[] = [];
  const projections = new ProjectionList();
  let bytes = 0;
  let poison = 0;
  let events = 0;
  const done = (taken: number) => ({
    state,
    outbox: { records: out, projections: projections.list() },
    taken,
    poison,
    events,
  });

  for (const [place, { record, input, poison: defect }] of records.entries()) {
    if (bytes + projections.bytes > limits.outboxBytes) return done(place);
    const reason = defect ?? thrown.get(place);
    const originAt = (index: number): Origin => ({
      upstream: upstreamOf(stage.name, record),
      epoch,
      offset: record.offset,
      index,
    });
    if (reason !== undefined || input === undefined) {
      const letter = deadLetterOf(record, stage.name, reason, formatOrigin(originAt(0)));
      const size = outgoingSize(letter);
      if (size > limits.deadLetterBytes) {
        return place === 0 ? { ...done(1), poison: 1, oversized: { letter, thrown: reason } } : done(place);
      }
      out.push(letter);
      bytes += size;
      poison += 1;
      continue;
    }
    let emits: readonly Emit[];
    try {
      emits = stage.reduce(state, input, context);
      let index = 0;
      for (const emit of emits) {
        if (emit.kind === 'projection') {
          projections.add(emit);
          continue;
        }
        const outgoing =
          emit.kind === 'event'
            ? eventFor(stage, input, emit, originAt(index))
            : recordFor(emit, originAt(index), limits);
        index += 1;
        events += 1;
        out.push(outgoing);
        bytes += outgoingSize(outgoing);
      }
    } catch (error) {
      return { threwAt: place, error };
    }
  }
  return done(records.length);
};

/** Refuses a record that no outbox can hold: it would stop the partition forever. */
const recordFor = (emit: EmitRecord, origin: Origin, limits: KernelLimits): OutgoingRecord => {
  const outgoing = sameRecord(emit, origin);
  const size = outgoingSize(outgoing);
  if (size > limits.checkpointBytes) {
    throw new PoisonError(
      'RECORD_TOO_LARGE',
      `a record of ${size} bytes cannot be sent on to ${emit.topic.name}: a checkpoint holds ${limits.checkpointBytes}`,
    );
  }
  return outgoing;
};

const eventFor = <State, Context, Input>(
  stage: Stage<State, Context, Input>,
  cause: Input,
  emit: EmitEvent,
  origin: Origin,
): OutgoingRecord => {
  if (!isEnvelope(cause)) {
    throw new PoisonError('NO_CAUSE', `${stage.name} emitted an event for a record that is not an event`);
  }
  const event = emittedEvent(stage.name, cause, emit, origin.index);
  return eventRecord(emit.topic.name, event.key, JSON.stringify(event), origin);
};
