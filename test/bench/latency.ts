import type { Endpoints } from '../../localstack/dev/init/endpoints.ts';
import { toolKafka } from '../../localstack/dev/init/tool-kafka.ts';
import { connectKafkaSender } from '../../localstack/market-data/kafka-sender.ts';
import { TopicWatcher } from '../../localstack/watch/topic-watcher.ts';
import { tickId } from '../../shared/events/create.ts';
import { decodeEvent } from '../../shared/events/decode.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import type { MarketTick } from '../../shared/events/types.ts';
import { tickRecord } from '../../shared/market/tick-record.ts';
import { type EngineChoice, onFreshCloud, whyNotHere } from '../acceptance/engines.ts';
import type { Benchmark, BenchmarkOptions, Findings, Verdict } from './benchmark.ts';
import { allArrived, chainLatencies } from './kafkajs-chain.ts';
import { AS_STARTED, firesAt, latencySeed, quietTickAt, tickAt } from './latency-market.ts';
import { load } from './machine.ts';
import { percentile } from './percentile.ts';
import { processesOf } from './process-table.ts';
import { figure, tableLines } from './report.ts';
import { sendSteadily } from './steady-feed.ts';

const RATES = [50, 200, 1_000, 5_000] as const;
const WARM_UP_SECONDS = 15;
const SECONDS = 30;
/** Of ticks that cause no signal, before the others. */
const QUIET_SECONDS = 15;
const CHAIN_SECONDS = 20;
const CHAIN_WARM_UP_SECONDS = 10;

const AIMS = {
  timesBare: 3,
  embedded: { p50Ms: 20, p99Ms: 50 },
  real: { p50Ms: 30, p99Ms: 100 },
  /** Rates for which the milliseconds hold. */
  rates: [200, 1_000],
  /** Milliseconds of processor time, at a rate at which every tick is its own batch. */
  processor: { rate: 200, perTick: 0.7, perSignal: 8 },
} as const;

interface Steady {
  readonly rate: number;
  readonly signal: AbortSignal;
}

/** Milliseconds of processor time, all processes: sender, engines, functions and reader of the fills. */
interface ProcessorTime {
  readonly perTick: number;
  readonly perSignal: number;
}

interface Fills {
  /** Number of measured ticks that cause a signal. */
  readonly fired: number;
  /** Milliseconds from the due time of a tick to the arrival of its fill. */
  readonly latencies: readonly number[];
  readonly processor: ProcessorTime;
}

interface Measured extends Fills {
  readonly engines: 'embedded' | 'real';
  readonly rate: number;
  readonly bare: readonly number[];
  readonly load: number;
}

const FILLS = topicsFor('paper').ordersFilled.name;

/** Processor time of this process and all that it has started, in milliseconds. */
const processorTime = async (): Promise<number> =>
  (await processesOf(process.pid)).reduce((sum, { processorSeconds }) => sum + 1_000 * processorSeconds, 0);

const measureFills = async (endpoints: Endpoints, { rate, signal }: Steady): Promise<Fills> => {
  const kafka = toolKafka(endpoints, 'bench');
  const arrivals = new Map<string, number>();
  const watcher = await TopicWatcher.start(kafka, [FILLS], ({ value }) => {
    const { correlation_id } = decodeEvent(value);
    if (!arrivals.has(correlation_id)) arrivals.set(correlation_id, performance.now());
  });
  const sender = await connectKafkaSender(kafka);
  /** The due times, and the processor time until the last tick is sent. */
  const send = async (seconds: number, tick: (place: number) => MarketTick) => {
    const before = await processorTime();
    const due = await sendSteadily({ rate, seconds, signal }, (from, count) =>
      sender.send(Array.from({ length: count }, (_, n) => tickRecord(tick(from + n)))),
    );
    return { due, spent: (await processorTime()) - before };
  };
  try {
    const warmUp = WARM_UP_SECONDS * rate;
    const quietFrom = warmUp;
    const firingFrom = quietFrom + QUIET_SECONDS * rate;
    await send(WARM_UP_SECONDS, (place) => tickAt(place, rate));
    const quiet = await send(QUIET_SECONDS, (place) => quietTickAt(quietFrom + place, rate));
    const firing = await send(SECONDS, (place) => tickAt(firingFrom + place, rate));
    await allArrived(() => arrivals.size);
    const counted = [...firing.due.entries()].filter(([place]) => firesAt(place, rate));
    const latencies = counted.flatMap(([place, at]) => {
      const arrived = arrivals.get(tickId(tickAt(firingFrom + place, rate)));
      return arrived === undefined ? [] : [arrived - at];
    });
    const perTick = quiet.spent / quiet.due.length;
    const perSignal = (firing.spent - perTick * firing.due.length) / counted.length;
    return { fired: counted.length, latencies, processor: { perTick, perSignal } };
  } finally {
    await Promise.allSettled([watcher.stop(), sender.disconnect()]);
  }
};

const measure = (
  kind: Measured['engines'],
  rate: number,
  { say, signal }: BenchmarkOptions,
): Promise<Measured> => {
  const options = { seed: latencySeed(rate), environment: AS_STARTED, say, signal };
  return onFreshCloud({ kind }, options, async ({ endpoints }) => {
    const steady = { rate, signal };
    const fills = await measureFills(endpoints, steady);
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
    return { ...fills, engines: kind, rate, bare, load: busy };
  });
};

const PERCENTILES = [
  ['p50', 0.5],
  ['p99', 0.99],
] as const;

const latencyVerdicts = ({ engines, rate, latencies, bare }: Measured): readonly Verdict[] =>
  PERCENTILES.flatMap(([name, part]) => {
    const measured = percentile(latencies, part);
    const where = `${name} at ${rate} ticks/s, ${engines} engines`;
    const times: Verdict = {
      value: measured / percentile(bare, part),
      unit: '×',
      what: `the bare chain's ${where}`,
      aim: { atMost: AIMS.timesBare },
    };
    if (!AIMS.rates.some((each) => each === rate)) return [times];
    return [{ value: measured, unit: 'ms', what: where, aim: { atMost: AIMS[engines][`${name}Ms`] } }, times];
  });

const processorVerdicts = ({ engines, rate, processor }: Measured): readonly Verdict[] =>
  rate === AIMS.processor.rate && engines === 'embedded'
    ? [
        {
          value: processor.perTick,
          unit: 'ms',
          what: `of processor time for each tick at ${rate} ticks/s, ${engines} engines`,
          aim: { atMost: AIMS.processor.perTick },
        },
        {
          value: processor.perSignal,
          unit: 'ms',
          what: `of processor time for each signal at ${rate} ticks/s, ${engines} engines`,
          aim: { atMost: AIMS.processor.perSignal },
        },
      ]
    : [];

const row = ({
  engines,
  rate,
  fired,
  latencies,
  bare,
  processor,
  load: busy,
}: Measured): readonly string[] => [
  `${engines}, ${rate} ticks/s`,
  ...[latencies, bare].flatMap((values) => PERCENTILES.map(([, part]) => figure(percentile(values, part)))),
  figure(processor.perTick),
  // The rest of a larger number at a higher rate.
  rate > AIMS.processor.rate ? '' : figure(processor.perSignal),
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
        notes.push(`  ${kind} engines left out: ${why}`);
        continue;
      }
      for (const rate of RATES.filter((each) => options.rates.length === 0 || options.rates.includes(each))) {
        options.say(`  ${kind} engines, ${rate} ticks/s ...`);
        results.push(await measure(kind, rate, options));
      }
    }
    return {
      verdicts: results.flatMap((result) => [...latencyVerdicts(result), ...processorVerdicts(result)]),
      lines: [
        ...tableLines([
          [
            'milliseconds',
            'fill p50',
            'fill p99',
            'bare p50',
            'bare p99',
            'processor/tick',
            '/signal',
            'fills',
            'load',
          ],
          ...results.map(row),
        ]),
        ...notes,
        `  From when a tick was due to be sent until its fill is read, after ${WARM_UP_SECONDS} s of the same; ${SECONDS} s each.`,
        '  Bare: kafkajs consumers and producers alone, the same four topics, records and rate, on the same broker.',
        `  Processor time of all processes: for each tick in ${QUIET_SECONDS} s without signals, and what the signals add to it.`,
      ],
    };
  },
};
