import type { Random } from '../../../localstack/market-data/simulator/random.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';

const PAPER = topicsFor('paper');
const TICKS = SHARED_TOPICS.marketTicks.name;

/** The topics with malformed records. */
export const MALFORMED_TOPICS = [
  TICKS,
  PAPER.signalsRaw.name,
  PAPER.signalsValidated.name,
  PAPER.ordersFilled.name,
] as const;
export type MalformedTopic = (typeof MALFORMED_TOPICS)[number];

/** A number of a topic's data that must be above zero. */
const NUMBER: Readonly<Record<MalformedTopic, string>> = {
  [TICKS]: 'last_price',
  [PAPER.signalsRaw.name]: 'quantity',
  [PAPER.signalsValidated.name]: 'validated_quantity',
  [PAPER.ordersFilled.name]: 'fill_price',
};

/** A valid event of the topic to malform, as plain JSON. */
interface Sample {
  readonly topic: MalformedTopic;
  readonly event: Envelope;
  /** A valid event of another topic. */
  readonly foreign: Envelope;
  readonly random: Random;
}

/** A kind of malformed record. */
export interface MalformedKind {
  readonly name: string;
  /** The required reason of its dead letters. */
  readonly reason: string;
  /** The record's value; null for a tombstone. */
  readonly value: (sample: Sample) => Buffer | null;
  /** The only topic of this kind. */
  readonly only?: MalformedTopic;
  readonly keyless?: boolean;
  /** Further headers, beside those of every malformed record. */
  readonly headers?: readonly (readonly [string, string])[];
  /** Has the id of a processed event, and other content. Only a stage that remembers ids refuses it. */
  readonly repeatsId?: boolean;
  /** So large that a few of them are enough. */
  readonly heavy?: boolean;
}

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const truncated = ({ event, random }: Sample): Buffer => {
  // By characters, because half of a character would be another kind.
  const whole = JSON.stringify(event);
  return Buffer.from(whole.slice(0, random.between(1, whole.length - 1)));
};

const withData = ({ event }: Sample, data: unknown): Buffer => bytes({ ...event, data });

const withNumber = (sample: Sample, number: unknown): Buffer =>
  withData(sample, { ...sample.event.data, [NUMBER[sample.topic]]: number });

const MARK = '?';
/** The event with its number in a form that JSON.stringify never writes. */
const withNumberText = (sample: Sample, text: string): Buffer =>
  Buffer.from(withNumber(sample, MARK).toString().replace(`"${MARK}"`, text));

const withoutMember = (sample: Sample, member: string): Buffer => {
  const { [member]: _, ...data } = { ...sample.event.data } as Record<string, unknown>;
  return withData(sample, data);
};

/** JSON with `__proto__` as an own member of the envelope or its data. */
const withProto = ({ event, random }: Sample): Buffer => {
  const opening = random.between(0, 1) === 0 ? '{' : '"data":{';
  return Buffer.from(JSON.stringify(event).replace(opening, `${opening}"__proto__":{"is_active":true},`));
};

const DEPTH = 100_000;
/** The maximum record size of a topic, less key and headers. */
const HUGE = 1_000_000;

const signalOf = ({ event }: Sample): object => {
  const { data } = event;
  return 'original_signal' in data ? data.original_signal : data;
};

const NO_EVENTS = ['[]', 'null', '42', 'true', '"market_tick"', '[[{}]]'];

/** All kinds of malformed records. A record of each is refused with its reason. */
export const MALFORMED_KINDS: readonly MalformedKind[] = [
  {
    name: 'bytes that are not UTF-8',
    reason: 'BAD_UTF8',
    value: ({ random }) =>
      Buffer.from([0xc3, 0x28, ...Array.from({ length: 40 }, () => random.between(0x80, 0xff))]),
  },
  { name: 'JSON cut off', reason: 'BAD_JSON', value: truncated },
  { name: 'NaN', reason: 'BAD_JSON', value: (sample) => withNumberText(sample, 'NaN') },
  { name: '1e999', reason: 'INVALID_EVENT', value: (sample) => withNumberText(sample, '1e999') },
  {
    name: 'JSON that is not an event',
    reason: 'NOT_AN_EVENT',
    value: ({ random }) => Buffer.from(NO_EVENTS[random.between(0, NO_EVENTS.length - 1)] ?? '[]'),
  },
  { name: 'text for a number', reason: 'INVALID_EVENT', value: (sample) => withNumber(sample, '100') },
  { name: 'a number below zero', reason: 'INVALID_EVENT', value: (sample) => withNumber(sample, -1) },
  {
    name: 'a missing member',
    reason: 'INVALID_EVENT',
    value: (sample) => withoutMember(sample, 'timestamp'),
  },
  { name: 'an extra member', reason: 'INVALID_EVENT', value: ({ event }) => bytes({ ...event, tenant: 7 }) },
  {
    name: 'a day that does not exist',
    reason: 'INVALID_EVENT',
    value: ({ event }) => bytes({ ...event, ts: '2022-02-30T04:00:00.000Z' }),
  },
  {
    name: 'an unknown type',
    reason: 'UNKNOWN_TYPE',
    value: ({ event }) => bytes({ ...event, type: 'market_tock' }),
  },
  {
    name: 'an unknown version',
    reason: 'UNKNOWN_VERSION',
    value: ({ event }) => bytes({ ...event, version: 2 }),
  },
  {
    name: 'the other broker',
    reason: 'WRONG_BROKER',
    value: ({ event }) => bytes({ ...event, broker: event.broker === 'paper' ? 'zerodha' : 'paper' }),
  },
  {
    name: "another topic's event",
    reason: 'WRONG_TYPE',
    value: ({ event, foreign }) => bytes({ ...foreign, broker: event.broker }),
  },
  { name: '__proto__', reason: 'INVALID_EVENT', value: withProto },
  { name: 'an empty value', reason: 'EMPTY_VALUE', value: () => Buffer.alloc(0) },
  { name: 'a tombstone', reason: 'EMPTY_VALUE', value: () => null },
  { name: 'no key', reason: 'BAD_JSON', value: truncated, keyless: true },
  {
    name: 'headers like those of stages',
    reason: 'BAD_JSON',
    value: truncated,
    headers: [
      ['dead-letter-reason', 'NONE'],
      ['dead-letter-stage', 'nobody'],
      ['origin', 'here#0'],
    ],
  },
  {
    name: 'a megabyte',
    reason: 'INVALID_EVENT',
    value: ({ event }) => bytes({ ...event, source: 'x'.repeat(HUGE) }),
    heavy: true,
  },
  {
    name: `${DEPTH} levels deep`,
    reason: 'INVALID_EVENT',
    value: (sample) =>
      Buffer.from(
        withData(sample, MARK)
          .toString()
          .replace(`"${MARK}"`, `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`),
      ),
    heavy: true,
  },
  {
    name: 'the id of another event',
    reason: 'DUPLICATE_ID',
    value: (sample) => {
      const number = Number(Reflect.get(sample.event.data, NUMBER[sample.topic]));
      return withNumber(sample, number + 1);
    },
    repeatsId: true,
  },
  {
    name: 'no original_signal',
    reason: 'INVALID_EVENT',
    value: (sample) => withoutMember(sample, 'original_signal'),
    only: PAPER.signalsValidated.name,
  },
  {
    name: 'the signal at the top level',
    reason: 'INVALID_EVENT',
    value: (sample) => {
      const { original_signal: _, ...rest } = { ...sample.event.data } as Record<string, unknown>;
      return withData(sample, { ...rest, ...signalOf(sample) });
    },
    only: PAPER.signalsValidated.name,
  },
];
