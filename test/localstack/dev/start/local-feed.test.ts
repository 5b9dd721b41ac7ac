import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Kafka } from 'kafkajs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Engines,
  type Kite,
  startEmbeddedEngines,
  startKite,
} from '../../../../localstack/dev/cloud/engines.ts';
import { initialize } from '../../../../localstack/dev/init/initialize.ts';
import { toolKafka } from '../../../../localstack/dev/init/tool-kafka.ts';
import { demoItems } from '../../../../localstack/dev/seed/demo-items.ts';
import { strategySeed } from '../../../../localstack/dev/seed/seed-item.ts';
import { runLocalFeed } from '../../../../localstack/dev/start/local-feed.ts';
import { fileKiteMarket } from '../../../../localstack/engines/kite/market/file-kite-market.ts';
import type { Snapshot } from '../../../../localstack/engines/kite/market/kite-market.ts';
import { PlayedMarket } from '../../../../localstack/engines/kite/market/played-market.ts';
import { LOCAL_TABLE_PREFIX } from '../../../../localstack/local-only/stage.ts';
import { systemTimer } from '../../../../localstack/market-data/pace.ts';
import { SIMULATED_INSTRUMENTS } from '../../../../localstack/market-data/simulator/instruments.ts';
import { SessionSimulator } from '../../../../localstack/market-data/simulator/session-simulator.ts';
import type { TimedTick } from '../../../../localstack/market-data/timed-tick.ts';
import { TopicWatcher } from '../../../../localstack/watch/topic-watcher.ts';
import { decodeEvent } from '../../../../shared/events/decode.ts';
import { SHARED_TOPICS } from '../../../../shared/events/topics.ts';
import type { MarketTick } from '../../../../shared/events/types.ts';
import { eventually } from '../../../support/eventually.ts';
import { ManualTimer } from '../../market-data/manual-timer.ts';

const TWO_INDICES = resolve(import.meta.dirname, '../../../integration/fixtures/two-indices.csv');
const INDICES = [256_265, 260_105];
const PACE = { kind: 'timed', speed: 1 } as const;

/** Rounds of the simulated market: one tick of each instrument. */
const rounds = (count: number): readonly TimedTick[] => {
  const simulator = new SessionSimulator({ seed: 'feed', date: '2026-11-27', ticksPerSecond: 4 });
  return Array.from({ length: count * SIMULATED_INSTRUMENTS.length }, () => simulator.next());
};

/** A time on Kite's wire has whole seconds. */
const inSeconds = (text: string): string => `${text.slice(0, 19)}.000Z`;

/** What Kite's format can say of a snapshot. */
const onTheWire = ({ tick }: Snapshot): MarketTick => {
  // The bar of a file is not on the wire.
  const { last_trade_time, timestamp, bar: _bar, ...rest } = tick;
  return {
    ...rest,
    mode: 'full',
    timestamp: inSeconds(timestamp),
    exchange_timestamp: inSeconds(timestamp),
    ...(last_trade_time !== undefined && { last_trade_time: inSeconds(last_trade_time) }),
  };
};

let engines: Engines;
let kafka: Kafka;
let published: MarketTick[];
let conflated: number;
let reconnects: number;
let unknownPackets: number;
let kite: Kite;
let produced: MarketTick[];
let stops: (() => unknown)[];

beforeAll(async () => {
  engines = await startEmbeddedEngines({ kafkaPort: 0, awsPort: 0 });
  const indices = strategySeed({ id: 'indices', type: 'momentum', instruments: INDICES, parameters: {} });
  await initialize(engines, LOCAL_TABLE_PREFIX, [...demoItems(), indices]);
  kafka = toolKafka(engines, 'local-feed-test');
});
afterAll(() => engines.stop());

beforeEach(() => {
  published = [];
  conflated = 0;
  reconnects = 0;
  unknownPackets = 0;
  produced = [];
  stops = [];
});
afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** Runs simulator and feed on a market, until the feed has subscribed. @returns what stops the feed */
const start = async (market: PlayedMarket): Promise<() => Promise<unknown>> => {
  market.onTicks((snapshots) => produced.push(...snapshots.map(onTheWire)));
  const watcher = await TopicWatcher.start(kafka, [SHARED_TOPICS.marketTicks.name], ({ value }) => {
    const event = decodeEvent(value);
    if (event.type === 'market_tick') published.push(event.data);
  });
  stops.push(() => watcher.stop());
  kite = await startKite({ port: 0, redirectUrl: 'http://127.0.0.1/callback', market });
  stops.push(() => kite.stop());
  const leaving = new AbortController();
  const running = runLocalFeed({
    kafka,
    awsEndpointUrl: engines.awsEndpointUrl,
    kiteUrl: kite.url,
    signal: leaving.signal,
    onMetrics: (values) => {
      conflated += values.FeedConflated;
      reconnects += values.FeedReconnects;
      unknownPackets += values.FeedUnknownPackets;
    },
  });
  const stop = (): Promise<unknown> => {
    leaving.abort();
    return running;
  };
  stops.push(stop);
  await kite.ticker.subscribed;
  return stop;
};

const marketOf = (ticks: readonly TimedTick[]): PlayedMarket =>
  new PlayedMarket({ instruments: () => [], source: () => [ticks] });

const byInstrument = (ticks: readonly MarketTick[]): ReadonlyMap<number, readonly MarketTick[]> =>
  Map.groupBy(ticks, ({ instrument_token }) => instrument_token);

/** What tells two ticks apart downstream. */
const identity = ({ instrument_token, timestamp, last_price, volume_traded }: MarketTick): string =>
  [instrument_token, timestamp, last_price, volume_traded].join(' ');

describe('runLocalFeed', () => {
  it('publishes each tick of the simulated market once, equal to the paisa, in the order of its instrument', async () => {
    const market = marketOf(rounds(40));
    await start(market);
    await market.play(PACE, { timer: new ManualTimer() }, () =>
      eventually('the round on the topic', () => (published.length >= produced.length ? true : undefined)),
    );

    expect(produced).toHaveLength(40 * SIMULATED_INSTRUMENTS.length);
    expect(byInstrument(published)).toEqual(byInstrument(produced));
  });

  it('loses no tick of a burst without counting it', async () => {
    const market = marketOf(rounds(400));
    const stop = await start(market);
    await market.play({ kind: 'max' }, { timer: new ManualTimer() });
    const newest = (ticks: readonly MarketTick[]): readonly string[] =>
      [...byInstrument(ticks).values()].flatMap((each) => each.slice(-1).map(identity)).sort();
    await eventually('the newest tick of each instrument', () =>
      isDeepStrictEqual(newest(published), newest(produced)) ? true : undefined,
    );
    await stop();

    expect(published.length + conflated).toBe(produced.length);
    expect(produced.map(identity)).toEqual(expect.arrayContaining(published.map(identity)));
  });

  it('publishes the ticks of a file of bars', async () => {
    const market = await fileKiteMarket([TWO_INDICES]);
    await start(market);
    await market.play({ kind: 'lockstep' }, { timer: new ManualTimer() }, () =>
      eventually('the tick on the topic', () => (published.length >= produced.length ? true : undefined)),
    );

    expect(produced).toHaveLength(160);
    expect(byInstrument(published)).toEqual(byInstrument(produced));
    expect(published.at(-1)?.ohlc?.close).toBe(0);
  });
});

describe('runLocalFeed on a market that goes on', () => {
  /** Plays the simulated session in real time. */
  const startSession = async (): Promise<() => Promise<unknown>> => {
    const simulator = new SessionSimulator({ seed: 'feed', date: '2026-11-27', ticksPerSecond: 4 });
    const market = new PlayedMarket({ instruments: () => [], source: () => simulator.batches(12) });
    const stop = await start(market);
    const leaving = new AbortController();
    const playing = market.play(PACE, { timer: systemTimer, signal: leaving.signal });
    stops.push(() => {
      leaving.abort();
      return playing;
    });
    await eventually('a tick on the topic', () => (published.length > 0 ? true : undefined));
    return stop;
  };

  const setFault = (fault: object) =>
    fetch(`${kite.url}/simulator/faults`, { method: 'POST', body: JSON.stringify(fault) });

  /** Waits until ticks arrive that the market made after this call. */
  const untilNewTicks = (): Promise<unknown> => {
    const before = new Set(produced.map(identity));
    return eventually('a new tick on the topic', () =>
      published.some((tick) => !before.has(identity(tick))) ? true : undefined,
    );
  };

  const taken = async (kind: string): Promise<number> => {
    const response = await fetch(`${kite.url}/simulator/faults`);
    const { data } = (await response.json()) as { data: { taken: Record<string, number> } };
    return data.taken[kind] ?? 0;
  };

  it.each([
    ['ticker_disconnect', 3],
    ['ticker_silence', 1],
  ])('publishes again after %s, times %i, and counts each new connection', async (kind, times) => {
    const stop = await startSession();
    await setFault({ kind, times });
    await eventually(`${kind} to happen`, async () => ((await taken(kind)) === times ? true : undefined));
    await untilNewTicks();
    await stop();

    expect(reconnects).toBeGreaterThanOrEqual(times);
  });

  it('counts the packets of frames that were cut, and publishes those of the next', async () => {
    const stop = await startSession();
    await setFault({ kind: 'frame_cut', times: 2 });
    await eventually('two cut frames', async () => ((await taken('frame_cut')) === 2 ? true : undefined));
    await untilNewTicks();
    await stop();

    expect(unknownPackets).toBeGreaterThan(0);
    expect(reconnects).toBe(0);
  });
});
