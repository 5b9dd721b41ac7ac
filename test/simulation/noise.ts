import { logPlace } from '../../shared/dead-letters/item.ts';
import { BROKERS, SCOPES } from '../../shared/events/brokers.ts';
import { createEvent } from '../../shared/events/create.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../shared/events/ids.ts';
import { ORIGIN_HEADER } from '../../shared/events/origin.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import {
  eventTopics,
  LAMBDA_FAILURES,
  SHARED_TOPICS,
  type TopicDefinition,
  topicsFor,
} from '../../shared/events/topics.ts';
import { DEAD_LETTER_HEADERS } from '../../shared/kernel/dead-letter.ts';
import { eventOf } from '../../shared/kernel/decoded.ts';
import { REDRIVE_HEADERS } from '../../shared/kernel/redrive.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import type { Chance } from './chance.ts';
import type { SimulatedLog } from './log.ts';
import { INSTRUMENTS } from './market.ts';
import type { Scheduler } from './scheduler.ts';

type Value = (topic: TopicDefinition, noise: string) => Buffer | null;

const systemError = (code: string, ts: string) =>
  createEvent(
    SHARED_TOPICS.systemErrors,
    'system_error',
    { code, message: 'an outside producer says so', timestamp: ts },
    { id: uuidV5(ALPHA_PANDA, code), ts, source: 'outside' },
  );

const RUNNER = stageOf('strategy-runner', 'shared').name;
const EPOCH = new Date(0).toISOString();
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Values that every reader of an event topic refuses, by their fault. */
const UNREADABLE: Readonly<Record<string, Value>> = {
  tombstone: () => null,
  empty: () => Buffer.alloc(0),
  'not UTF-8': (_, noise) => Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(noise)]),
  'not JSON': (_, noise) => Buffer.from(`{"id": ${noise}`),
  'no event': (_, noise) => json([noise]),
  'unknown type': (_, noise) => json({ ...systemError(noise, EPOCH), type: 'quote' }),
  'unknown version': (_, noise) => json({ ...systemError(noise, EPOCH), version: 99 }),
  'unknown field': (_, noise) => json({ ...systemError(noise, EPOCH), shard: 1 }),
  'another scope': ({ broker }, noise) =>
    json({ ...systemError(noise, EPOCH), broker: SCOPES.find((scope) => scope !== broker) }),
  large: (_, noise) => Buffer.from(`${noise} ${'x'.repeat(6_000)}`),
  larger: (_, noise) => Buffer.concat([Buffer.from(noise), Buffer.alloc(12_000, 0xc3)]),
};

type Headers = KafkaRecord['headers'];

/** Headers that a producer may have copied from another record, and that no stage may trust. */
const STRANGE: readonly Headers[] = [
  [],
  [['trace', Buffer.of(0, 128, 255)]],
  [[ORIGIN_HEADER, Buffer.from('nonsense')]],
  [[DEAD_LETTER_HEADERS.reason, Buffer.from('COPIED')]],
  [
    [REDRIVE_HEADERS.of, Buffer.from('x/00000@0000000000000000')],
    [REDRIVE_HEADERS.for, Buffer.from('nobody')],
  ],
];

/** Topics whose records an outside producer repeats. Stages recognize them by their ids. */
const REPEATED: readonly TopicDefinition[] = [
  topicsFor('paper').signalsRaw,
  topicsFor('paper').signalsValidated,
  topicsFor('paper').ordersFilled,
  topicsFor('paper').ordersFailed,
  topicsFor('zerodha').signalsRaw,
];

/** The source of repetitions and contradictions. */
export const CONTRADICTOR = 'contradictor';

/** A genuine event, not one that this producer has invented. */
const isSound = (record: KafkaRecord): boolean => {
  try {
    return eventOf(record).source !== CONTRADICTOR;
  } catch {
    return false;
  }
};

/** The position of a record that every reader of its topic must give up. */
export interface Broken extends Pick<KafkaRecord, 'topic' | 'partition' | 'offset'> {
  /** Whether its bytes are wrong, so that a redrive cannot help. */
  readonly byContent: boolean;
}

/** The position of a well-formed event that some stages must refuse. */
export interface Refused extends Pick<KafkaRecord, 'topic' | 'partition' | 'offset'> {
  readonly by: readonly string[];
  /** The code of their dead letters. */
  readonly reason: string;
}

/** A record on a dead-letter topic without a reason. */
export interface Unexplained {
  /** The original topic. */
  readonly topic: string;
  /** Its id in the dead-letters table. */
  readonly id: string;
}

/** Producers other than the stages. They send broken, foreign, early or copied records. */
export class Noise {
  readonly #log: SimulatedLog;
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;
  readonly #broken: Broken[] = [];
  readonly #unexplained: Unexplained[] = [];
  readonly #refused: Refused[] = [];
  #sent = 0;

  constructor(log: SimulatedLog, scheduler: Scheduler, chance: Chance) {
    this.#log = log;
    this.#scheduler = scheduler;
    this.#chance = chance;
  }

  /** Positions of the records that every reader of their topic must give up. */
  get broken(): readonly Broken[] {
    return this.#broken;
  }

  get refused(): readonly Refused[] {
    return this.#refused;
  }

  get unexplained(): readonly Unexplained[] {
    return this.#unexplained;
  }

  /** Sends one record. */
  send(): void {
    this.#sent += 1;
    const dice = this.#chance.between(1, 100);
    if (dice <= 35) this.#unreadable();
    else if (dice <= 42) this.#early('impossible');
    else if (dice <= 47) this.#putUnexplained();
    else if (dice <= 60) this.#early(this.#chance.pick(['none', 'copied']));
    else if (dice <= 80) this.#contradict();
    else this.#repeat();
  }

  #unreadable(): void {
    const chance = this.#chance;
    const topic = chance.pick(eventTopics());
    const value = chance.pick(Object.values(UNREADABLE))(topic, `NOISE-${this.#sent}`);
    const key = chance.happens(0.3) ? null : Buffer.from(`key-${this.#sent}`);
    const record = this.#log.append({ topic: topic.name, key, value, headers: chance.pick(STRANGE) });
    this.#broken.push({ ...record, byContent: true });
  }

  /** A record on Lambda's failure topic that is not Lambda's message. */
  #putUnexplained(): void {
    const topic = LAMBDA_FAILURES.name;
    const value = `unexplained ${this.#sent}`;
    const { partition, offset } = this.#log.append({ topic, key: null, value, headers: [] });
    this.#unexplained.push({ topic, id: logPlace(partition, offset) });
  }

  /** A signal with a future time. Its origin may be copied from a stage, or impossible. */
  #early(origin: 'none' | 'copied' | 'impossible'): void {
    const at = new Date(this.#scheduler.now() + this.#chance.between(70_000, 100_000)).toISOString();
    const { signalsRaw } = topicsFor(this.#chance.pick(['paper', 'zerodha'] as const));
    const { instrument_token } = this.#chance.pick(INSTRUMENTS);
    const event = createEvent(
      signalsRaw,
      'trading_signal',
      {
        strategy_id: 'outside',
        instrument_token,
        signal_type: 'BUY',
        quantity: 5,
        price: 200,
        timestamp: at,
      },
      { id: uuidV5(ALPHA_PANDA, `early ${this.#sent}`), ts: at, source: 'outside' },
    );
    const said = origin === 'copied' ? { ...event, causation_id: event.id, source: RUNNER } : event;
    const place = origin === 'copied' ? `99@1.${this.#sent}#0` : '0@999999999999999.7#0';
    const header = Buffer.from(`${RUNNER}/${SHARED_TOPICS.marketTicks.name}-${place}`);
    const headers: Headers = origin === 'none' ? [] : [[ORIGIN_HEADER, header]];
    const record = this.#log.append({ topic: signalsRaw.name, key: event.key, value: json(said), headers });
    if (origin === 'impossible') this.#broken.push({ ...record, byContent: false });
  }

  /** A fill repeated, contradicted, or for the other kind of account; a signal or a failure with an old id. */
  #contradict(): void {
    const broker = this.#chance.pick(BROKERS);
    const { signalsRaw, ordersFilled, ordersFailed } = topicsFor(broker);
    const [risk, portfolio] = [[`${broker}.risk-manager`], [`${broker}.portfolio-manager`]];
    const id = uuidV5(ALPHA_PANDA, `contradiction ${this.#sent}`);
    const fill = this.#newest(ordersFilled);
    const signal = this.#newest(signalsRaw);
    const failure = this.#newest(ordersFailed);
    const kind = this.#chance.between(1, 5);
    if (kind === 1 && signal?.type === 'trading_signal') {
      const data = { ...signal.data, quantity: signal.data.quantity + 1 };
      this.#refuse(signalsRaw, { ...signal, data }, risk, 'DUPLICATE_ID');
    }
    if (kind === 5 && failure?.type === 'order_failed') {
      const data = { ...failure.data, error_message: 'another one' };
      this.#refuse(ordersFailed, { ...failure, data }, portfolio, 'DUPLICATE_ID');
    }
    if (fill?.type !== 'order_filled') return;
    const { data } = fill;
    if (kind === 2) this.#send(ordersFilled, { ...fill, id });
    if (kind === 3) {
      const other = { ...data, fill_price: data.fill_price + 1 };
      this.#refuse(ordersFilled, { ...fill, id, data: other }, portfolio, 'DUPLICATE_ID');
    }
    if (kind === 4) {
      const mode = data.execution_mode === 'paper' ? 'live' : 'paper';
      const other = { ...data, fill_id: `${id}`, execution_mode: mode } as const;
      this.#refuse(ordersFilled, { ...fill, id, data: other }, portfolio, 'WRONG_EXECUTION_MODE');
    }
  }

  #send(topic: TopicDefinition, event: Envelope): KafkaRecord {
    const value = json({ ...event, source: CONTRADICTOR });
    return this.#log.append({ topic: topic.name, key: event.key, value, headers: [] });
  }

  #refuse(topic: TopicDefinition, event: Envelope, by: readonly string[], reason: string): void {
    this.#refused.push({ ...this.#send(topic, event), by, reason });
  }

  /** One of the newest valid events of a topic. */
  #newest({ name }: TopicDefinition): Envelope | undefined {
    const record = this.#newestRecord(name);
    return record && eventOf(record);
  }

  #newestRecord(name: string): KafkaRecord | undefined {
    const end = this.#log.end(name, 0);
    const isBroken = ({ offset }: KafkaRecord): boolean =>
      this.#broken.some((one) => one.topic === name && one.offset === offset);
    const newest = this.#log
      .slice(name, 0, Math.max(0, end - 3))
      .filter((record) => isSound(record) && !isBroken(record));
    return newest.length === 0 ? undefined : this.#chance.pick(newest);
  }

  /** One of the newest records again, without its headers. */
  #repeat(): void {
    const { name } = this.#chance.pick(REPEATED);
    const record = this.#newestRecord(name);
    if (record === undefined) return;
    this.#log.append({ topic: name, key: record.key, value: record.value, headers: [] });
  }
}
