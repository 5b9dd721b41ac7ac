import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { RiskCode } from '../../functions/risk-manager/rule-table.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { eventTopics, type TopicDefinition, topicsFor } from '../../shared/events/topics.ts';
import type { EventData, EventType } from '../../shared/events/types.ts';
import { type Advance, advance } from '../../shared/kernel/advance.ts';
import { DEAD_LETTER_HEADERS } from '../../shared/kernel/dead-letter.ts';
import { decodeFor, eventOf } from '../../shared/kernel/decoded.ts';
import { DEFAULT_LIMITS } from '../../shared/kernel/limits.ts';
import { isSameOutbox } from '../../shared/kernel/outbox.ts';
import type { Stage } from '../../shared/kernel/stage.ts';
import type { Item } from '../../shared/ports/item.ts';
import type { KafkaRecord, OutgoingRecord } from '../../shared/ports/record.ts';
import type { TableName } from '../../shared/ports/tables.ts';
import { record, SESSION_OPEN } from './records.ts';

/**
 * The specification style for stages: `given(stage).context(…).events(a, b).when(c).emits(on(topic, data))`.
 * Every input goes through the decoder of the kernel and its reducer loop, twice: with the state that is in memory, and
 * with the state that the codec restores from JSON. Both must give the same, so each specification also shows that
 * the checkpoint holds all of the state.
 */
export const given = <State, Context, Input extends Inputs>(stage: Stage<State, Context, Input>) => ({
  context: (context: Context): Spec<State, Context, Input> => given(stage).contextOf(() => context),
  /** The context follows from the input, for stages that know a time or a price with each event. */
  contextOf: (contextOf: (input: Input) => Context): Spec<State, Context, Input> =>
    new Spec({ stage, contextOf, packed: pack(stage, stage.initial()), warm: undefined, offset: 0 }),
});

type DeepPartial<T> = T extends object ? { readonly [K in keyof T]?: DeepPartial<T[K]> } : T;

interface Expected {
  readonly topic: string;
  readonly data: unknown;
}

/** An event that is expected on a topic, with at least this data. */
export const on = <Topic extends TopicDefinition>(
  topic: Topic,
  data?: DeepPartial<EventData[Topic['types'][number] & EventType]>,
): Expected => ({ topic: topic.name, data: data ?? {} });

/** What stages read: events, or records as they stand. */
type Inputs = Envelope | KafkaRecord;

interface Situation<State, Context, Input> {
  readonly stage: Stage<State, Context, Input>;
  readonly contextOf: (input: Input) => Context;
  /** The state as its codec packed it. */
  readonly packed: string;
  /** The state as the stage left it in memory. */
  readonly warm: State | undefined;
  readonly offset: number;
}

const pack = <State>({ codec }: Pick<Stage<State, unknown, never>, 'codec'>, state: State): string =>
  JSON.stringify(codec.encode(state));

const TOPICS = new Map(
  eventTopics().flatMap((topic) => topic.types.map((type) => [`${topic.broker} ${type}`, topic.name])),
);

const isRecord = (input: Inputs): input is KafkaRecord => 'offset' in input;

/** A stage with its history. It never changes: each step makes another. */
class Spec<State, Context, Input extends Inputs> {
  readonly #situation: Situation<State, Context, Input>;

  #warm: State | undefined;

  constructor(situation: Situation<State, Context, Input>) {
    this.#situation = situation;
    this.#warm = situation.warm;
  }

  /** From here on the stage sees this context. */
  context(context: Context): Spec<State, Context, Input> {
    return this.contextOf(() => context);
  }

  /** From here on the context follows from the input. */
  contextOf(contextOf: (input: Input) => Context): Spec<State, Context, Input> {
    return new Spec({ ...this.#situation, contextOf, warm: this.#takeWarm() });
  }

  /** What happened before. @throws where one of them becomes a dead letter. */
  events(...inputs: readonly Input[]): Spec<State, Context, Input> {
    let spec: Spec<State, Context, Input> = this;
    for (const input of inputs) {
      const outcome = spec.when(input);
      if (outcome.deadLetter !== undefined) throw new Error(`a dead letter in the history:${outcome}`);
      spec = outcome;
    }
    return spec;
  }

  /** The next event, on its topic; or a record, as it stands. */
  when(input: Input): Outcome<State, Context, Input> {
    const { stage, contextOf, packed, offset } = this.#situation;
    const context = contextOf(input);
    const taken = decodeFor(stage, isRecord(input) ? input : this.#recordOf(input));
    const restored = (): State => stage.codec.decode(JSON.parse(packed));
    const [cold, warm] = [restored(), this.#takeWarm() ?? restored()].map((state) => {
      const states = [state];
      const restore = () => states.pop() ?? restored();
      return advance(stage, restore, SESSION_OPEN, [taken], context, DEFAULT_LIMITS);
    }) as [Advance<State>, Advance<State>];
    const after = { stage, contextOf, packed: pack(stage, cold.state), offset: offset + 1 };
    const kept = pack(stage, warm.state);
    const outcome = new Outcome({ ...after, warm: warm.state }, packed, cold);
    if (kept !== after.packed || !isSameOutbox(warm.outbox, cold.outbox)) {
      expect(warm.outbox, 'what goes out without a restart, and with one before the input').toEqual(
        cold.outbox,
      );
      expect(JSON.parse(kept), 'the state without a restart, and with one').toEqual(outcome.packed);
    }
    return outcome;
  }

  /** The state, read from its packed form. */
  get state(): State {
    return this.#situation.stage.codec.decode(this.packed);
  }

  /** The state as the checkpoint holds it. */
  get packed(): unknown {
    return JSON.parse(this.#situation.packed);
  }

  /** A stage changes its state in place, so only one step has it. Another step from here begins after a restart. */
  #takeWarm(): State | undefined {
    const warm = this.#warm;
    this.#warm = undefined;
    return warm;
  }

  #recordOf(event: Envelope): KafkaRecord {
    const { stage, offset } = this.#situation;
    const topic = TOPICS.get(`${event.broker} ${event.type}`);
    if (topic === undefined || !stage.topics.some(({ name }) => name === topic)) {
      const reads = stage.topics.map(({ name }) => name).join(', ');
      throw new Error(`${stage.name} reads ${reads}: no ${event.broker} ${event.type} reaches it`);
    }
    const at = { topic, offset, timestamp: Date.parse(event.ts), key: Buffer.from(event.key) };
    return record({ ...at, value: Buffer.from(JSON.stringify(event)) });
  }
}

const envelopeOf = ({ topic, value }: OutgoingRecord): Envelope =>
  eventOf(record({ topic, value: Buffer.from(value ?? '') }));

/** What a stage did with one input, and the history of the next one. */
class Outcome<State, Context, Input extends Inputs> extends Spec<State, Context, Input> {
  readonly #before: string;
  readonly #advanced: Advance<State>;
  /** Where the input became a dead letter: the record of it. */
  readonly deadLetter: OutgoingRecord | undefined;

  constructor(after: Situation<State, Context, Input>, before: string, advanced: Advance<State>) {
    super(after);
    this.#before = before;
    this.#advanced = advanced;
    const [letter] = advanced.outbox.records;
    this.deadLetter = advanced.poison === 0 ? undefined : (advanced.oversized?.letter ?? letter);
  }

  /** The records that went out, byte for byte. */
  get records(): readonly OutgoingRecord[] {
    return this.deadLetter === undefined ? this.#advanced.outbox.records : [];
  }

  /** The events that went out. Each one passed the decoder of its readers. */
  get emitted(): readonly Envelope[] {
    return this.records.map(envelopeOf);
  }

  /** The items written to a table. */
  itemsOf(table: TableName): readonly Item[] {
    return this.#advanced.outbox.projections.flatMap((write) => (write.table === table ? [write.item] : []));
  }

  /** The writes to tables, as they are made. */
  get writes() {
    return this.#advanced.outbox.projections;
  }

  /** These events and no other, in this order. */
  emits(...expected: readonly Expected[]): this {
    const emitted = this.records.map((outgoing) => ({
      topic: outgoing.topic,
      data: envelopeOf(outgoing).data,
    }));
    return this.#check(() => expect(emitted).toMatchObject(expected));
  }

  /** No event, no record, no write, no dead letter. */
  emitsNothing(): this {
    const { records, projections } = this.#advanced.outbox;
    return this.#check(() => expect([...records, ...projections]).toEqual([]));
  }

  /** These writes to a table and no other to it, each with at least these attributes. */
  projects(table: TableName, ...items: readonly Item[]): this {
    return this.#check(() => expect(this.itemsOf(table)).toMatchObject(items));
  }

  /** One verdict of risk: validated. */
  validates(data: DeepPartial<EventData['validated_signal']> = {}): this {
    return this.emits(on(topicsFor(this.#broker).signalsValidated, data));
  }

  /** One verdict of risk: rejected, for this reason. */
  rejects(rejection_reason: RiskCode): this {
    return this.emits(on(topicsFor(this.#broker).signalsRejected, { rejection_reason }));
  }

  /** A dead letter with this reason, and no other trace. */
  deadLetters(reason: string, message: RegExp = /./): this {
    const header = (name: string) => this.deadLetter?.headers.find(([found]) => found === name)?.[1];
    return this.keepsState().#check(() => {
      expect(header(DEAD_LETTER_HEADERS.reason), 'the reason of the dead letter').toBe(reason);
      expect(header(DEAD_LETTER_HEADERS.error), 'the error of the dead letter').toMatch(message);
      expect(this.writes).toEqual([]);
    });
  }

  /** The state is what it was before the input. */
  keepsState(): this {
    const isSame = isDeepStrictEqual(this.packed, JSON.parse(this.#before));
    return this.#check(() => isSame || expect(this.packed, 'the state').toEqual(JSON.parse(this.#before)));
  }

  /** Everything that went out, as text. */
  override toString(): string {
    const shown = this.#advanced.outbox.records.map(({ topic, value, headers }) => {
      const text = `${topic} ${value}`;
      return this.deadLetter === undefined ? text : `${text} ${JSON.stringify(Object.fromEntries(headers))}`;
    });
    const written = this.writes.map(({ table, item }) => `${table} ${JSON.stringify(item)}`);
    return [...shown, ...written].map((line) => `\n  ${line}`).join('') || ' nothing';
  }

  get #broker(): Broker {
    return this.records[0]?.topic.startsWith('zerodha.') ? 'zerodha' : 'paper';
  }

  /** A failure shows everything that went out. */
  #check(assert: () => unknown): this {
    try {
      assert();
    } catch (error) {
      if (error instanceof Error) error.message += `\n\nThe stage emitted:${this}`;
      throw error;
    }
    return this;
  }
}
