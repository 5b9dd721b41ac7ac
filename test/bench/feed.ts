import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTickerOf } from '../../functions/market-feed/adapters/open-ticker.ts';
import type { StoredLease } from '../../functions/market-feed/ports.ts';
import { runMarketFeed } from '../../functions/market-feed/run-market-feed.ts';
import { createTopics } from '../../infra/commands/create-topics.ts';
import { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import { connectKafka } from '../../shared/kafka/connection.ts';
import { KafkaPublisher } from '../../shared/kafka/publisher.ts';
import type { FeedReport } from '../../shared/market/feed-lease.ts';
import { systemClock, systemTimer } from '../../shared/ports/clock.ts';
import type { Benchmark, Findings } from './benchmark.ts';
import { figure, tableLines } from './report.ts';

const INSTRUMENTS = 9_000;
const AIM = 20_000;
/** The last one is more than one process can take: it shows the most. */
const RATES = [5_000, 10_000, 20_000, 60_000] as const;
const WARM_UP_MS = 8_000;
const MEASURED_MS = 10_000;

const TOPIC = SHARED_TOPICS.marketTicks.name;

interface Step {
  readonly rate: number;
  /** Ticks per second. */
  readonly sent: number;
  readonly published: number;
  readonly conflated: number;
  /** Processor seconds of the feed's process per second. */
  readonly cores: number;
}

const messageOf = async (child: ChildProcess): Promise<{ readonly port: number; readonly sent: number }> => {
  const [message] = await once(child, 'message');
  return message;
};

const startBroker = async () => {
  const child = spawn(process.execPath, ['localstack/engines/kafka/main.ts', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const { bootstrapServers } = JSON.parse(String(line));
  return { child, brokers: String(bootstrapServers) };
};

/** One strategy for each 3,000 instruments. */
const seeded = (): MemoryTables => {
  const tables = new MemoryTables();
  for (let part = 0; part < INSTRUMENTS / 3_000; part += 1) {
    tables.put('strategies', {
      strategy_id: `bench-${part}`,
      is_active: true,
      instruments: Array.from({ length: 3_000 }, (_, n) => (1_000 + part * 3_000 + n) * 256 + 1),
    });
  }
  return tables;
};

/** A feed of this process: ticks through three sockets to Kafka. The lease is in memory. */
const startFeed = (url: string, brokers: string, signal: AbortSignal) => {
  let stored: StoredLease | undefined;
  let report: FeedReport | undefined;
  const quiet = { info: () => undefined, warn: () => undefined };
  const publisher = new KafkaPublisher(() =>
    connectKafka({ KAFKA_BROKERS: brokers, KAFKA_AUTH: 'plain' }, 'bench', {}),
  );
  const ended = runMarketFeed({
    openTicker: openTickerOf({ url, clock: systemClock, timer: systemTimer, random: Math.random }, quiet),
    credentials: async () => ({ kind: 'session', apiKey: 'bench', accessToken: 'bench' }),
    publisher,
    tables: seeded(),
    instruments: async () => new Map(),
    lease: {
      read: async () => stored,
      put: async (lease) => {
        stored = { kind: 'lease', lease };
        report = lease;
        return true;
      },
    },
    time: { now: Date.now, elapsed: () => performance.now(), sleep: (milliseconds) => sleep(milliseconds) },
    log: quiet,
    writeMetrics: () => undefined,
    self: 'bench',
    host: 'local',
    signal,
    followsCalendar: false,
  });
  return { ended: ended.then(() => publisher.close()), report: () => report };
};

const counted = async (kite: ChildProcess, feed: ReturnType<typeof startFeed>) => {
  const answered = messageOf(kite);
  kite.send({});
  const { sent } = await answered;
  const { ticks = 0, conflated = 0 } = feed.report() ?? {};
  return { at: performance.now(), sent, ticks, conflated, cpu: process.cpuUsage() };
};

const measure = async (
  rate: number,
  kite: ChildProcess,
  feed: ReturnType<typeof startFeed>,
): Promise<Step> => {
  const answered = messageOf(kite);
  kite.send({ rate });
  await answered;
  await sleep(WARM_UP_MS);
  const before = await counted(kite, feed);
  await sleep(MEASURED_MS);
  const after = await counted(kite, feed);
  const seconds = (after.at - before.at) / 1_000;
  const { user, system } = process.cpuUsage(before.cpu);
  return {
    rate,
    sent: (after.sent - before.sent) / seconds,
    published: (after.ticks - before.ticks) / seconds,
    conflated: (after.conflated - before.conflated) / seconds,
    cores: (user + system) / 1e6 / seconds,
  };
};

export const feed: Benchmark = {
  name: 'feed',
  title: `(i) The market feed: socket to Kafka, ${INSTRUMENTS.toLocaleString('en')} instruments on three sockets`,

  async run({ say, signal }): Promise<Findings> {
    const broker = await startBroker();
    const kite = fork('test/bench/feed/kite.ts');
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    signal.addEventListener('abort', stop);
    try {
      const { port } = await messageOf(kite);
      const admin = (
        await connectKafka({ KAFKA_BROKERS: broker.brokers, KAFKA_AUTH: 'plain' }, 'bench', {})
      ).admin();
      await admin.connect();
      await createTopics(admin, 'single');
      await admin.disconnect();
      const running = startFeed(`ws://127.0.0.1:${port}`, broker.brokers, stopping.signal);
      const steps: Step[] = [];
      for (const rate of RATES) {
        if (signal.aborted) throw signal.reason;
        say(`    ${rate} ticks/s ...`);
        steps.push(await measure(rate, kite, running));
      }
      stopping.abort();
      await running.ended;
      return {
        verdicts: [
          {
            value: Math.max(...steps.map(({ published }) => published)),
            unit: 'ticks/s',
            what: 'published at most, from the sockets to acknowledged records',
            aim: { atLeast: AIM },
          },
        ],
        lines: [
          ...tableLines([
            ['ticks/s', 'sent by Kite', 'published', 'conflated', 'cores of the feed', 'published per core'],
            ...steps.map(({ rate, sent, published, conflated, cores }) => [
              figure(rate),
              ...[sent, published, conflated, cores, published / cores].map(figure),
            ]),
          ]),
          `  Parsed, conflated, encoded and acknowledged on ${TOPIC}. The ticker and the broker are processes of their own.`,
        ],
      };
    } finally {
      stopping.abort();
      kite.disconnect();
      broker.child.kill('SIGTERM');
    }
  },
};
