import type { Envelope } from '../events/envelope.ts';
import type { TopicDefinition } from '../events/topics.ts';
import type { EventData, EventType } from '../events/types.ts';
import type { Item } from '../ports/item.ts';
import type { KafkaRecord } from '../ports/record.ts';

/** An event to publish: the kernel makes the envelope, so ids, time, key and causation cannot be got wrong. */
export type EmitEvent = {
  [T in EventType]: {
    readonly kind: 'event';
    readonly topic: TopicDefinition;
    readonly type: T;
    readonly data: EventData[T];
  };
}[EventType];

/**
 * A record as it is, put on a topic again: whatever its bytes are, they are not looked at. The kernel adds an origin in
 * place of any that is among the headers. More than a checkpoint holds is a PoisonError, `RECORD_TOO_LARGE`.
 */
export interface EmitRecord extends Pick<KafkaRecord, 'key' | 'value' | 'headers'> {
  readonly kind: 'record';
  readonly topic: TopicDefinition;
  /** Where it has to stand; by its key where this is left out. */
  readonly partition?: number;
}

/** A write to a table that others read. It is kept in the outbox like an event, and made after the save. */
export interface EmitProjection {
  readonly kind: 'projection';
  /** The table's logical name, see `shared/ports/tables.ts`. */
  readonly table: string;
  /** The whole new item. Where a batch writes one key several times, only the last write is made. */
  readonly item: Item;
  /**
   * Name of a numeric attribute of the item that orders writes to one key: a late writer with a lower one loses.
   * It has to grow with every write, for between equal ones the late writer wins. Without it the write is
   * unconditional, for items that never change.
   */
  readonly orderedBy?: string;
}

export type Emit = EmitEvent | EmitRecord | EmitProjection;

/** State ⇄ plain JSON for the checkpoint, which is billed by its size at every batch: state of busy stages is packed. */
export interface StateCodec<State> {
  encode(state: State): unknown;
  /** @throws when the value is not a state that `encode` made. */
  decode(packed: unknown): State;
}

/** A stage's pure part: how one ordered stream of events turns a state into the next and what it says. */
export interface Stage<State, Context, Input = Envelope> {
  /** Unique; part of event ids, origins and checkpoint keys, so never rename a deployed stage. */
  readonly name: string;
  /** The topics it reads; a record from elsewhere is refused. */
  readonly topics: readonly TopicDefinition[];
  readonly codec: StateCodec<State>;
  /**
   * `stage` (the default): one checkpoint per partition number for all its topics, so that events of several
   * topics meet in one state. `topic`: one per topic and partition, for stages whose result does not depend on which
   * records meet in a state; their topics may have any number of partitions, and get more.
   */
  readonly checkpointPer?: 'stage' | 'topic';
  /** Makes the input of a record. Absent: the record's value is an event and is validated as one. */
  readonly decode?: (record: KafkaRecord) => Input;
  initial(): State;
  /**
   * No clock, no randomness, no I/O: time is the event's or the context's, chance is seeded by the event's id.
   * The state is the stage's own and may be changed in place. A throw makes the record a dead letter and
   * leaves no trace in the state.
   */
  reduce(state: State, input: Input, context: Context): readonly Emit[];
}

/** For state that is plain JSON as it is. The checkpoint's own version guards against foreign shapes. */
export const jsonCodec = <State>(): StateCodec<State> => ({
  encode: (state) => state,
  decode: (packed) => packed as State,
});

/**
 * For state that is a JSON object but for some members, which `toPlain` and `fromPlain` convert. A stored state that has a
 * member too few or too many is of another version: it is refused, never guessed at.
 */
export const objectCodec = <State extends object, Plain extends object>(
  initial: () => State,
  toPlain: (state: State) => Plain,
  fromPlain: (plain: Plain) => State,
): StateCodec<State> => ({
  encode: toPlain,
  decode(packed) {
    const expected = toPlain(initial());
    const known = Object.keys(expected);
    // JSON leaves out what is undefined.
    const required = Object.keys(JSON.parse(JSON.stringify(expected)));
    const found = Object.keys(Object(packed));
    const wrong = [
      ...required.filter((name) => !found.includes(name)),
      ...found.filter((name) => !known.includes(name)),
    ];
    if (wrong.length > 0) {
      throw new Error(`the state is of another version: ${wrong.join(', ').slice(0, 200)}`);
    }
    return fromPlain({ ...expected, ...Object(packed) });
  },
});

export const emitEvent = <T extends EventType>(
  topic: TopicDefinition,
  type: T,
  data: EventData[T],
): EmitEvent => ({ kind: 'event', topic, type, data }) as unknown as EmitEvent;
