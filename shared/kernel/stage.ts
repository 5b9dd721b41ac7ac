import type { Envelope } from '../events/envelope.ts';
import type { TopicDefinition } from '../events/topics.ts';
import type { EventData, EventType } from '../events/types.ts';
import type { Item } from '../ports/item.ts';
import type { KafkaRecord } from '../ports/record.ts';

/** An event to publish. The kernel makes the envelope, so ids, time, key and causation are always right. */
export type EmitEvent = {
  [T in EventType]: {
    readonly kind: 'event';
    readonly topic: TopicDefinition;
    readonly type: T;
    readonly data: EventData[T];
  };
}[EventType];

/**
 * A record to publish unchanged on a topic. Its bytes are not decoded. The kernel replaces any origin among the headers.
 * A record that no checkpoint can hold is a PoisonError, `RECORD_TOO_LARGE`.
 */
export interface EmitRecord extends Pick<KafkaRecord, 'key' | 'value' | 'headers'> {
  readonly kind: 'record';
  readonly topic: TopicDefinition;
  /** Its partition; without it, the key decides. */
  readonly partition?: number;
}

/** A write to a table that others read. It is in the outbox like an event, and is made after the save. */
export interface EmitProjection {
  readonly kind: 'projection';
  /** The table's logical name, see `shared/ports/tables.ts`. */
  readonly table: string;
  /** The whole new item. If a batch writes one key several times, only the last write is made. */
  readonly item: Item;
  /**
   * Name of a numeric attribute of the item that orders writes to one key. A late writer with a lower value loses. The
   * value must grow with every write, because among equal values the late writer wins. Without it the write is
   * unconditional, for items that never change.
   */
  readonly orderedBy?: string;
}

export type Emit = EmitEvent | EmitRecord | EmitProjection;

/** State ⇄ plain JSON for the checkpoint. Every batch is billed by its size, so busy stages pack their state. */
export interface StateCodec<State> {
  encode(state: State): unknown;
  /**
   * The members of `encode` that other stages read, each encoded when it is read. For readers in the same process, before
   * the state changes. Absent: `encode`.
   */
  view?(state: State): unknown;
  /** @throws for a value that is not a state from `encode`. */
  decode(packed: unknown): State;
}

/** A stage's pure part: from state and input to the next state and emissions. */
export interface Stage<State, Context, Input = Envelope> {
  /** Unique; part of event ids, origins and checkpoint keys, so never rename a deployed stage. */
  readonly name: string;
  /** The topics it reads. A record from another topic is refused. */
  readonly topics: readonly TopicDefinition[];
  readonly codec: StateCodec<State>;
  /**
   * `stage` (the default): one checkpoint per partition number for all its topics, so that events of several topics share
   * one state. `topic`: one per topic and partition, for stages whose result does not depend on which records share a
   * state. Their topics may have any number of partitions, and may get more.
   */
  readonly checkpointPer?: 'stage' | 'topic';
  /** Makes the input of a record. Absent: the record's value is an event and is validated as one. */
  readonly decode?: (record: KafkaRecord) => Input;
  initial(): State;
  /**
   * It has no clock, randomness or I/O. Time comes from the event or the context, and the event's id seeds randomness.
   * It may change the state in place. If it throws, the record becomes a dead letter and the state stays as before.
   */
  reduce(state: State, input: Input, context: Context): readonly Emit[];
}

/** For state that is plain JSON. The checkpoint's version guards against other shapes. */
export const jsonCodec = <State>(): StateCodec<State> => ({
  encode: (state) => state,
  decode: (packed) => packed as State,
});

/**
 * For state that is a JSON object, except some members that `toPlain` and `fromPlain` convert. A stored state with a
 * missing or additional member is from another version and is refused.
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
    // JSON omits undefined members.
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
