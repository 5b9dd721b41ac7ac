import { type Endpoints, toolKafka } from '../../localstack/dev/init/endpoints.ts';
import { connectKafkaSender } from '../../localstack/market-data/kafka-sender.ts';
import { tickRecord } from '../../localstack/market-data/tick-record.ts';
import { TopicWatcher } from '../../localstack/watch/topic-watcher.ts';
import { tickId } from '../../shared/events/create.ts';
import { decodeEvent } from '../../shared/events/decode.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { type EngineChoice, onFreshCloud, whyNotHere } from '../acceptance/engines.ts';
import type { Benchmark, BenchmarkOptions, Findings, Verdict } from './benchmark.ts';
import { allArrived, chainLatencies } from './kafkajs-chain.ts';
import { AS_STARTED, firesAt, latencySeed, tickAt } from './latency-market.ts';
import { load } from './machine.ts';
import { percentile } from './percentile.ts';
import { figure, tableLines } from './report.ts';
import { type Steady, sendSteadily } from './steady-feed.ts';

const RATES = [200, 1_000, 5_000] as const;
const WARM_UP_SECONDS = 15;
const SECONDS = 30;
const CHAIN_SECONDS = 20;
const CHAIN_WARM_UP_SECONDS = 10;

const AIMS = { timesBare: 1.5, p99Ms: 50, p99Rate: 1_000 } as const;

interface Measured {
  readonly engines: string;
  readonly rate: number;
  readonly fired: number;
  readonly latencies: readonly number[];
  readonly bare: readonly number[];
  readonly load: number;
}

const FILLS = topicsFor('paper').ordersFilled.name;

/** Milliseconds from the due time of a tick to the arrival of its fill, and the expected number of fills. */
const fillLatencies = async (
  endpoints: Endpoints,
  steady: Steady,
): Promise<{ readonly fired: number; readonly latencies: readonly number[] }> => {
  const kafka = toolKafka(endpoints, 'bench');
  const arrivals = new Map<string, number>();
  const watcher = await TopicWatcher.start(kafka, [FILLS], ({ value }) => {
    const { correlation_id } = decodeEvent(value);
    if (!arrivals.has(correlation_id)) arrivals.set(correlation_id, performance.now());
  });
  const sender = await connectKafkaSender(kafka);
  try {
    const due = await sendSteadily(steady, (from, count) =>
      sender.send(Array.from({ length: count }, (_, n) => tickRecord(tickAt(from + n, steady.rate)))),
    );
    await allArrived(() => arrivals.size);
    const counted = [...due.entries()].filter(
      ([place]) => place >= WARM_UP_SECONDS * steady.rate && firesAt(place, steady.rate),
    );
    const latencies = counted.flatMap(([place, at]) => {
      const arrived = arrivals.get(tickId(tickAt(place, steady.rate)));
      return arrived === undefined ? [] : [arrived - at];
    });
    return { fired: counted.length, latencies };
  } finally {
    await Promise.allSettled([watcher.stop(), sender.disconnect()]);
  }
};

const measure = (engines: EngineChoice, rate: number, { say, signal }: BenchmarkOptions): Promise<Measured> =>
  onFreshCloud(
    engines,
    { seed: latencySeed(rate), environment: AS_STARTED, say, signal },
    async ({ endpoints }) => {
      const steady = { rate, signal };
      const { fired, latencies } = await fillLatencies(endpoints, {
        ...steady,
        seconds: WARM_UP_SECONDS + SECONDS,
      });
      const busy = load();
      const bare = await chainLatencies({
        ...steady,
        endpoints,
        seconds: CHAIN_SECONDS + CHAIN_WARM_UP_SECONDS,
        warmUpSeconds: CHAIN_WARM_UP_SECONDS,
        messageAt: (place) => {
          const { key, value } = tickRecord(tickAt(place, rate));
          return { key, value: String(value) };
        },
        goesOn: (place) => firesAt(place, rate),
      });
      return { engines: engines.kind, rate, fired, latencies, bare, load: busy };
    },
  );

const p50 = (values: readonly number[]): number => percentile(values, 0.5);
const p99 = (values: readonly number[]): number => percentile(values, 0.99);

const verdictsOf = ({ engines, rate, latencies, bare }: Measured): readonly Verdict[] => [
  ...[
    { name: 'p50', of: p50 },
    { name: 'p99', of: p99 },
  ].map(({ name, of }) => ({
    value: of(latencies) / of(bare),
    unit: '×',
    what: `the bare chain's ${name} at ${rate} ticks/s, ${engines} engines`,
    aim: { atMost: AIMS.timesBare },
  })),
  ...(rate === AIMS.p99Rate
    ? [
        {
          value: p99(latencies),
          unit: 'ms',
          what: `p99 at ${rate} ticks/s, ${engines} engines`,
          aim: { atMost: AIMS.p99Ms },
        },
      ]
    : []),
];

const row = ({ engines, rate, fired, latencies, bare, load: busy }: Measured): readonly string[] => [
  `${engines}, ${rate} ticks/s`,
  ...[p50(latencies), p99(latencies), p50(bare), p99(bare)].map(figure),
  `${latencies.length} of ${fired}`,
  busy.toFixed(1),
];

export const latency: Benchmark = {
  name: 'latency',
  title: '(c) Tick to paper fill',

  async run(options): Promise<Findings> {
    const results: Measured[] = [];
    const notes: string[] = [];
    for (const kind of options.engines) {
      const engines: EngineChoice = { kind };
      const why = await whyNotHere(engines);
      if (why !== undefined) {
        notes.push(`  ${engines.kind} engines left out: ${why}`);
        continue;
      }
      for (const rate of RATES) {
        options.say(`  ${engines.kind} engines, ${rate} ticks/s ...`);
        results.push(await measure(engines, rate, options));
      }
    }
    return {
      verdicts: results.flatMap(verdictsOf),
      lines: [
        ...tableLines([
          ['milliseconds', 'fill p50', 'fill p99', 'bare p50', 'bare p99', 'fills', 'load'],
          ...results.map(row),
        ]),
        ...notes,
        `  From when a tick was due to be sent until its fill is read, after ${WARM_UP_SECONDS} s of the same; ${SECONDS} s each.`,
        '  Bare: kafkajs consumers and producers alone, the same four topics, records and rate, on the same broker.',
      ],
    };
  },
};
