import { createEvent } from '../../shared/events/create.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../shared/events/ids.ts';
import { SHARED_TOPICS, topicsFor } from '../../shared/events/topics.ts';
import type { CheckpointStore } from '../../shared/kernel/ports.ts';
import { emitEvent, jsonCodec, type Stage } from '../../shared/kernel/stage.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import { kernelIn, type World, world } from './kernel.ts';
import { kafkaEvent, SESSION_OPEN } from './records.ts';
import { VirtualTime } from './virtual-time.ts';

const SIGNALS = topicsFor('paper').signalsRaw;
const VERDICTS = topicsFor('zerodha').signalsRaw;
const FILLS = SHARED_TOPICS.systemErrors;

interface Account {
  signals: number;
  fills: number;
}

/** Like a risk manager: every signal has a verdict, and fills are only taken in. */
export const accountStage = (): Stage<Account, undefined> => ({
  name: 'account',
  topics: [SIGNALS, FILLS],
  codec: jsonCodec(),
  initial: () => ({ signals: 0, fills: 0 }),
  reduce(state, event) {
    if (event.type !== 'trading_signal') {
      state.fills += 1;
      return [];
    }
    state.signals += 1;
    return [emitEvent(VERDICTS, 'trading_signal', event.data)];
  },
});

const root = (n: number, name: string) => ({
  id: uuidV5(ALPHA_PANDA, `${name} ${n}`),
  ts: new Date(SESSION_OPEN + n).toISOString(),
  source: 'test',
});

const signalEvent = (n: number) =>
  createEvent(
    SIGNALS,
    'trading_signal',
    {
      strategy_id: 's',
      instrument_token: 1,
      signal_type: 'BUY',
      quantity: n,
      timestamp: root(n, 'signal').ts,
    },
    root(n, 'signal'),
  );

const fillEvent = (n: number) =>
  createEvent(
    FILLS,
    'system_error',
    { code: 'FILL', message: String(n), timestamp: root(n, 'fill').ts },
    root(n, 'fill'),
  );

const append = ({ log }: World, topic: string, events: readonly Envelope[]): void => {
  for (const event of events) log.append({ topic, key: 's', value: JSON.stringify(event), headers: [] });
};

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);

/** Signals with the quantities from 1 on. */
export const appendSignals = (w: World, count: number): void =>
  append(w, SIGNALS.name, upTo(count).map(signalEvent));

export const appendFills = (w: World, count: number): void =>
  append(w, FILLS.name, upTo(count).map(fillEvent));

/** What a call of each port takes, in milliseconds, and what Lambda takes between two invocations of one mapping. */
const LATENCY = { load: 3, save: 5, publish: 6, context: 12, between: 5 } as const;

/** Tries of one batch after which a mapping waits, as Lambda does. */
const BACK_OFF_MS = 1_000;

export interface Contention {
  /** Batches of one record each. */
  readonly signals: number;
  readonly fills: number;
  /** Milliseconds between two signals, 0 for a backlog. */
  readonly signalsEvery: number;
  /** Fills come only after the verdicts that they follow. */
  readonly follow: boolean;
}

/** What two mappings of one stage, in an environment each, came to on one checkpoint. */
export const contend = async ({ signals, fills, signalsEvery, follow }: Contention) => {
  const w = world();
  const time = new VirtualTime();
  const calls = { load: 0, save: 0, publish: 0, context: 0 };
  const seen = { races: 0, contended: 0, longestWait: 0 };

  const called = async <T>(port: keyof typeof calls, effect: () => Promise<T>): Promise<T> => {
    calls[port] += 1;
    // The call takes effect half-way: what others do meanwhile comes before or after it.
    await time.sleep(LATENCY[port] / 2);
    const result = await effect();
    await time.sleep(LATENCY[port] / 2);
    return result;
  };
  const store: CheckpointStore = {
    load: (id) => called('load', () => w.store.load(id)),
    save: (id, next) => called('save', () => w.store.save(id, next)),
  };
  const environment = () =>
    kernelIn(w, accountStage(), {
      store,
      publisher: { publish: (records) => called('publish', () => w.log.publish(records)) },
      // A signal is judged by prices and controls; a fill needs nothing.
      loadContext: async (inputs) => {
        if (inputs.some(({ type }) => type === 'trading_signal')) {
          await called('context', async () => undefined);
        }
        return undefined;
      },
    });

  appendSignals(w, signals);
  appendFills(w, fills);

  const verdicts = () => w.log.read(VERDICTS.name);
  const isJudged = (n: number) =>
    verdicts().some(({ value }) => JSON.parse(String(value)).data.quantity === n);
  const mapping = async (records: readonly KafkaRecord[], ready: (place: number) => Promise<number>) => {
    const kernel = environment();
    for (const [place, record] of records.entries()) {
      const since = await ready(place);
      for (;;) {
        const { report, response } = await kernel.handle(kafkaEvent([record]));
        seen.races += report.races;
        await time.sleep(LATENCY.between);
        if (response.batchItemFailures.length === 0) break;
        seen.contended += 1;
        await time.sleep(BACK_OFF_MS);
      }
      if (record.topic === SIGNALS.name) seen.longestWait = Math.max(seen.longestWait, time.now() - since);
    }
  };

  await time.run(
    Promise.all([
      mapping(w.log.read(SIGNALS.name), async (place) => {
        const due = place * signalsEvery;
        if (time.now() < due) await time.sleep(due - time.now());
        return due;
      }),
      mapping(w.log.read(FILLS.name), async (place) => {
        while (follow && !isJudged(place + 1)) await time.sleep(2);
        return 0;
      }),
    ]),
  );

  const published = verdicts().map(({ value }) => String(value));
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return {
    ...seen,
    published: published.length,
    distinct: new Set(published).size,
    callsPerSignal: total / signals,
  };
};
