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

/** What reducing a run of records came to. */
export interface Advance<State> {
  readonly state: State;
  readonly outbox: Outbox;
  /** How many of the records are behind us; fewer than given where the batch had to be cut. */
  readonly taken: number;
  readonly poison: number;
  /** Records that are no dead letters: events, and what goes out as it is. */
  readonly events: number;
  /**
   * A dead letter too large for the outbox, and what was thrown: publish it when everything before it is saved and
   * published, and it is saved that this record is given up.
   */
  readonly oversized?: { readonly letter: OutgoingRecord; readonly thrown: unknown };
}

/**
 * Records on which the reducer may throw in one turn. Each of them costs the saved state once more, read and
 * reduced, so a batch full of them would outlast the function's time, again and again, and never get anywhere.
 */
const MAX_THROWS = 16;

const upstreamOf = (stage: string, record: KafkaRecord): string =>
  `${stage}/${partitionName(record.topic, record.partition)}`;

const isEnvelope = (input: unknown): input is Envelope =>
  typeof input === 'object' && input !== null && 'correlation_id' in input;

/**
 * Reduces records in order. Pure but for the state, which it may change in place: `restore` gives the saved
 * state again, for a reducer that threw half-way.
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

/** What an outbox can never hold would stop the partition for good, so it is refused by itself. */
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
    throw new PoisonError('NO_CAUSE', `${stage.name} emitted an event for a record that is none`);
  }
  const event = emittedEvent(stage.name, cause, emit, origin.index);
  return eventRecord(emit.topic.name, event.key, JSON.stringify(event), origin);
};
