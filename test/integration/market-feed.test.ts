import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { dynamoLease } from '../../functions/market-feed/adapters/dynamo-lease.ts';
import { openTickerOf } from '../../functions/market-feed/adapters/open-ticker.ts';
import type { FeedMetricValues } from '../../functions/market-feed/metrics.ts';
import { runMarketFeed } from '../../functions/market-feed/run-market-feed.ts';
import { toAttributes } from '../../shared/dynamo/attributes.ts';
import { dynamoTableReader } from '../../shared/dynamo/table-reader.ts';
import { tickId } from '../../shared/events/create.ts';
import type { EventOf } from '../../shared/events/envelope.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import { KafkaPublisher } from '../../shared/kafka/publisher.ts';
import { FrameParser } from '../../shared/kite/ticker/frame-parser.ts';
import { instrumentLookup } from '../../shared/market/instrument-lookup.ts';
import { emptyTickMemory, observeTick, type TickMemory } from '../../shared/market/tick-memory.ts';
import { systemClock, systemTimer } from '../../shared/ports/clock.ts';
import { tableName } from '../../shared/ports/tables.ts';
import { fullFrame } from '../shared/kite/ticker/support.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../support/aws.ts';
import { eventually } from '../support/eventually.ts';
import { type KafkaUnderTest, kafkaUnderTest } from '../support/kafka.ts';

const TOKENS = Array.from({ length: 300 }, (_, n) => (1_000 + n) * 256 + 1);
const FRAME_MS = 20;

let aws: AwsUnderTest;
let kafka: KafkaUnderTest;
beforeAll(async () => {
  [aws, kafka] = await Promise.all([awsUnderTest(), kafkaUnderTest()]);
});
afterAll(() => Promise.all([aws.close(), kafka.close()]));

/** Kite on loopback: six instruments in each frame, for every connection. */
const startKite = async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const address = server.address();
  const parser = new FrameParser();
  const sent = new Map<number, string[]>();
  let subscribed = 0;
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      if (data.toString().includes('"mode"')) subscribed += 1;
    });
  });
  let isCounting = false;
  let number = 0;
  const timer = setInterval(() => {
    for (let place = 0; place < 6; place += 1) {
      number += 1;
      const token = TOKENS[number % TOKENS.length] ?? 0;
      const now = Date.now();
      const frame = fullFrame(token, now, 100_000 + number);
      if (isCounting) {
        const ids = sent.get(token) ?? [];
        ids.push(...parser.parse(frame, now, now).map((tick) => tickId(tick)));
        sent.set(token, ids);
      }
      for (const client of server.clients) client.send(frame);
    }
  }, FRAME_MS);
  onTestFinished(() => {
    clearInterval(timer);
    server.close();
    for (const client of server.clients) client.terminate();
  });
  return {
    url: `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    sent,
    /** Connections whose instruments were subscribed. */
    subscribed: () => subscribed,
    count: () => {
      isCounting = true;
    },
    stop: () => clearInterval(timer),
  };
};

const published = { records: 0 };

/** A run whose process can die: what it awaits then never comes. */
const startRun = (self: string, url: string) => {
  const stopping = new AbortController();
  const metrics: FeedMetricValues[] = [];
  let isDead = false;
  const never = new Promise<never>(() => undefined);
  const alive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isDead) return never;
    const result = await work();
    return isDead ? never : result;
  };
  const quiet = { info: () => undefined, warn: () => undefined };
  const tables = dynamoTableReader(aws.lean, TEST_PREFIX);
  const lease = dynamoLease(aws.lean, TEST_PREFIX);
  const publisher = new KafkaPublisher(() => kafka.connect());
  const open = openTickerOf({ url, clock: systemClock, timer: systemTimer, random: Math.random }, quiet);
  const ended = runMarketFeed({
    openTicker: (credentials, onTicks) => open(credentials, (ticks) => !isDead && onTicks(ticks)),
    credentials: async () => ({ kind: 'session', apiKey: 'key1', accessToken: 'token-of-today' }),
    publisher: {
      publish: (records) =>
        alive(async () => {
          await publisher.publish(records);
          published.records += records.length;
        }),
    },
    tables,
    instruments: instrumentLookup(tables, systemClock, 60_000),
    lease: {
      read: () => alive(() => lease.read()),
      put: (next, before) => alive(() => lease.put(next, before)),
    },
    time: {
      now: Date.now,
      elapsed: () => performance.now(),
      sleep: (milliseconds) => alive(() => sleep(milliseconds)),
    },
    log: quiet,
    writeMetrics: (values) => metrics.push(values),
    self,
    host: 'local',
    signal: stopping.signal,
    endsAt: performance.now() + 3_600_000,
    followsCalendar: false,
  });
  onTestFinished(() => publisher.close());
  return {
    ended,
    metrics,
    stop: () => stopping.abort(),
    kill: () => {
      isDead = true;
    },
  };
};

const holderIs = (self: string) =>
  eventually(`${self} to hold the lease`, async () => {
    const stored = await dynamoLease(aws.lean, TEST_PREFIX).read();
    const lease = stored?.kind === 'lease' ? stored.lease : undefined;
    return lease?.holder === self && lease.state === 'live' && lease.ticks > 0 ? lease : undefined;
  });

it('loses and doubles no tick over a hand-over and a crash, from socket to Kafka', async () => {
  const kite = await startKite();
  await aws.client.send(
    new PutItemCommand({
      TableName: tableName(TEST_PREFIX, 'strategies'),
      Item: toAttributes({ strategy_id: 'all', is_active: true, instruments: TOKENS, version: 1 }),
    }),
  );

  const first = startRun('first', kite.url);
  await holderIs('first');
  // The first snapshot of an instrument may be from before its subscription, and is dropped.
  await sleep(2_000);
  kite.count();
  const second = startRun('second', kite.url);
  expect(await first.ended).toBe('relieved');
  await holderIs('second');
  const subscribed = kite.subscribed();
  const third = startRun('third', kite.url);
  await eventually('the third run to subscribe', () => kite.subscribed() > subscribed || undefined);
  await sleep(1_500);
  second.kill();
  await holderIs('third');
  await sleep(1_000);
  kite.stop();
  await sleep(1_000);
  third.stop();
  await third.ended;

  const memories = new Map<number, TickMemory>();
  const fresh = new Map<number, string[]>();
  for (const { value } of await kafka.read(SHARED_TOPICS.marketTicks.name, published.records)) {
    const event: EventOf<'market_tick'> = JSON.parse(String(value));
    const token = event.data.instrument_token;
    const memory = memories.get(token) ?? emptyTickMemory();
    memories.set(token, memory);
    if (observeTick(memory, event, undefined) !== 'fresh') continue;
    fresh.set(token, [...(fresh.get(token) ?? []), event.id]);
  }
  const metrics = [first, second, third].flatMap((run) => run.metrics);
  const conflated = metrics.reduce((sum, { FeedConflated }) => sum + FeedConflated, 0);
  const gapMs = Math.max(...metrics.map(({ FeedHandoverGapMs }) => FeedHandoverGapMs));
  const ids = [...fresh.values()].flat();
  const all = [...kite.sent.values()].flat();
  const missing = all.filter((id) => !ids.includes(id));
  console.log(`socket to Kafka: ${all.length} ticks, gap ${gapMs} ms, ${conflated} conflated`);

  expect(all.length).toBeGreaterThan(1_000);
  expect(new Set(ids).size).toBe(ids.length);
  expect(missing.length).toBeLessThanOrEqual(conflated);
  expect(gapMs).toBe(0);
});
