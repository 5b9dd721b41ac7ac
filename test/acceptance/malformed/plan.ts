import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import type { EventLog } from '../../../localstack/backtest/event-log.ts';
import { type Random, randomFrom } from '../../../localstack/market-data/simulator/random.ts';
import type { TimedTick } from '../../../localstack/market-data/timed-tick.ts';
import { createEvent, tickId } from '../../../shared/events/create.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../shared/events/ids.ts';
import { SHARED_TOPICS, type TopicName } from '../../../shared/events/topics.ts';
import { MARKET_FEED } from '../../../shared/market/tick-record.ts';
import { type CausedEvent, causedEvents } from '../causes.ts';
import { MALFORMED_KINDS, MALFORMED_TOPICS, type MalformedKind, type MalformedTopic } from './kinds.ts';

/** Names a malformed record in its headers, so that its dead letters are recognized. */
export const SERIAL_HEADER = 'malformed-id';

/** A malformed record, and its expected dead letters. */
export interface MalformedRecord {
  readonly serial: string;
  readonly kind: MalformedKind;
  readonly topic: MalformedTopic;
  /** The number, from 1, of the tick that it is sent with. */
  readonly tick: number;
  /** Whether it is sent before or after the tick. */
  readonly when: 'before' | 'after';
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [name: string, value: Buffer])[];
  /** The stages that read the topic and must refuse it, each once. */
  readonly refusedBy: readonly string[];
}

const TICKS = SHARED_TOPICS.marketTicks.name;

const refusers = (topic: TopicName): readonly string[] =>
  STAGE_FUNCTIONS.filter(({ consumes }) => consumes.includes(topic)).map(({ stageName }) => stageName);

interface Pairing {
  readonly kind: MalformedKind;
  readonly topic: MalformedTopic;
}

/** Every kind with each of its topics. */
export const PAIRINGS: readonly Pairing[] = MALFORMED_KINDS.flatMap((kind) =>
  MALFORMED_TOPICS.filter((topic) => kind.only === undefined || kind.only === topic).map((topic) => ({
    kind,
    topic,
  })),
);

const HEAVY_EVERY = 4;

const shuffled = <T>(list: readonly T[], random: Random): readonly T[] => {
  const left = [...list];
  return list.flatMap(() => left.splice(random.between(0, left.length - 1), 1));
};

/** A number of pairings: all of them before a repeat, and heavy ones less often. */
const pairings = (count: number, random: Random): readonly Pairing[] => {
  const chosen: Pairing[] = [];
  for (let round = 0; chosen.length < count; round += 1) {
    const light = PAIRINGS.filter(({ kind }) => round % HEAVY_EVERY === 0 || !kind.heavy);
    chosen.push(...shuffled(light, random));
  }
  return chosen.slice(0, count);
};

const tickEvent = ({ tick }: TimedTick): Envelope =>
  createEvent(SHARED_TOPICS.marketTicks, 'market_tick', tick, {
    id: tickId(tick),
    ts: tick.timestamp,
    source: MARKET_FEED,
  });

/** The events that malformed records are made from: ticks, and events of the undisturbed replay. */
const examples = (ticks: readonly TimedTick[], log: EventLog): ReadonlyMap<string, readonly CausedEvent[]> =>
  new Map(
    MALFORMED_TOPICS.map((topic) => [
      topic,
      topic === TICKS
        ? ticks.map((tick, place) => ({ tick: place + 1, event: tickEvent(tick) }))
        : causedEvents(ticks, log, topic),
    ]),
  );

export interface MalformedPlanOptions {
  readonly seed: string;
  readonly count: number;
  readonly ticks: readonly TimedTick[];
  /** The log of the ticks without malformed records. */
  readonly log: EventLog;
}

/**
 * Seeded malformed records, in sending order.
 * @throws RangeError if the ticks cause no event on one of the topics
 */
export const planMalformed = ({
  seed,
  count,
  ticks,
  log,
}: MalformedPlanOptions): readonly MalformedRecord[] => {
  const random = randomFrom(`${seed}/malformed`);
  const events = examples(ticks, log);
  const eventsOn = (topic: string): readonly CausedEvent[] => events.get(topic) ?? [];
  return pairings(count, random)
    .map(({ kind, topic }, number): MalformedRecord => {
      const serial = String(number + 1);
      const [first] = eventsOn(topic);
      if (first === undefined) throw new RangeError(`the ticks cause no event on ${topic}`);
      // A repeated event must exist: caused by this tick, or by an earlier one.
      const when = topic === TICKS ? 'after' : 'before';
      const earliest = kind.repeatsId && when === 'before' ? first.tick + 1 : 1;
      const tick = random.between(Math.min(earliest, ticks.length), ticks.length);
      const latest = eventsOn(topic).findLast((one) =>
        when === 'after' ? one.tick <= tick : one.tick < tick,
      );
      const { event } = latest ?? first;
      const foreign = eventsOn(MALFORMED_TOPICS.find((other) => other !== topic) ?? topic)[0]?.event ?? event;
      const id = kind.repeatsId ? event.id : uuidV5(ALPHA_PANDA, `malformed ${seed} ${serial}`);
      return {
        serial,
        kind,
        topic,
        tick,
        when,
        key: kind.keyless ? null : Buffer.from(event.key),
        value: kind.value({ topic, event: { ...event, id }, foreign: { ...foreign, id }, random }),
        headers: headersOf(serial, kind),
        refusedBy: refusers(topic),
      };
    })
    .sort((a, b) => a.tick - b.tick);
};

/** Bytes that are not text, a repeated name, and the headers of the kind. */
const headersOf = (serial: string, { headers = [] }: MalformedKind): MalformedRecord['headers'] => [
  [SERIAL_HEADER, Buffer.from(serial)],
  ['bytes', Buffer.from([0x00, 0x7f, 0x80, 0xff])],
  ['twice', Buffer.from('first')],
  ['twice', Buffer.from('second')],
  ...headers.map(([name, value]) => [name, Buffer.from(value)] as const),
];
