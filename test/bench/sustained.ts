import { allConsumptions } from '../../localstack/backtest/consumptions.ts';
import type { Endpoints } from '../../localstack/dev/init/endpoints.ts';
import { toolKafka } from '../../localstack/dev/init/tool-kafka.ts';
import { connectKafkaSender } from '../../localstack/market-data/kafka-sender.ts';
import { kafkaOffsets, lags } from '../../localstack/watch/offsets.ts';
import { tickRecord } from '../../shared/market/tick-record.ts';
import { type EngineChoice, onFreshCloud, whyNotHere } from '../acceptance/engines.ts';
import type { Benchmark, BenchmarkOptions, Findings } from './benchmark.ts';
import { AS_STARTED, latencySeed, tickAt } from './latency-market.ts';
import { load } from './machine.ts';
import { figure, tableLines } from './report.ts';
import { sendSteadily } from './steady-feed.ts';

const AIM = 18_000;
const RATES = [2_000, 4_000, 6_000, 9_000, 12_000, 15_000, 18_000, 22_000] as const;
const SECONDS = 15;
/** A rate is sustained if the lag at its end is caught up within this time. */
const CATCH_UP_MS = 2_000;
/** These functions wait for batches of some seconds, and are not on the path of a tick. */
const RECORDER = /journal|dead-letters/;
const GIVE_UP_MS = 60_000;
const MARKET_RATE = 2_000;

interface Step {
  readonly engines: string;
  readonly rate: number;
  /** Ticks per second that were really sent. */
  readonly sent: number;
  readonly lagAtEnd: number;
  /** Milliseconds from the last send until every lag was zero. */
  readonly caughtUpMs: number;
  readonly load: number;
}

const totalLag = async (reader: ReturnType<typeof kafkaOffsets>): Promise<number> => {
  const consumptions = allConsumptions().filter(({ group }) => !RECORDER.test(group));
  return (await lags(reader, consumptions)).reduce((sum, { lag }) => sum + lag, 0);
};

/** Raises the rate until the stages cannot keep it. Every step continues after the previous one. */
const ramp = async (
  engines: string,
  endpoints: Endpoints,
  { say, signal }: BenchmarkOptions,
): Promise<readonly Step[]> => {
  const kafka = toolKafka(endpoints, 'bench');
  const admin = kafka.admin();
  await admin.connect();
  const reader = kafkaOffsets(admin);
  const sender = await connectKafkaSender(kafka);
  const steps: Step[] = [];
  let base = 0;
  const step = async (rate: number): Promise<Step> => {
    const start = performance.now();
    const due = await sendSteadily({ rate, seconds: SECONDS, signal }, (from, count) =>
      sender.send(Array.from({ length: count }, (_, n) => tickRecord(tickAt(base + from + n, MARKET_RATE)))),
    );
    base += due.length;
    const ended = performance.now();
    const busy = load();
    const lagAtEnd = await totalLag(reader);
    for (let lag = lagAtEnd; lag > 0 && performance.now() - ended < GIVE_UP_MS; )
      lag = await totalLag(reader);
    const caughtUpMs = performance.now() - ended;
    return { engines, rate, sent: (due.length * 1_000) / (ended - start), lagAtEnd, caughtUpMs, load: busy };
  };
  try {
    say('    warming up ...');
    await step(1_000);
    for (const rate of RATES) {
      say(`    ${rate} ticks/s ...`);
      const done = await step(rate);
      steps.push(done);
      if (!isSustained(done)) break;
    }
  } finally {
    await Promise.allSettled([sender.disconnect(), admin.disconnect()]);
  }
  return steps;
};

const isSustained = ({ rate, sent, caughtUpMs }: Step): boolean =>
  caughtUpMs <= CATCH_UP_MS && sent >= 0.95 * rate;

const bestOf = (steps: readonly Step[]): number =>
  Math.max(0, ...steps.filter(isSustained).map(({ sent }) => sent));

export const sustained: Benchmark = {
  name: 'sustained',
  title: '(d) Ticks a second with lag returning to zero, all stages on',

  async run(options): Promise<Findings> {
    const ramps: (readonly Step[])[] = [];
    const notes: string[] = [];
    for (const kind of options.engines) {
      const engines: EngineChoice = { kind };
      const why = await whyNotHere(engines);
      if (why !== undefined) {
        notes.push(`  ${engines.kind} engines left out: ${why}`);
        continue;
      }
      options.say(`  ${engines.kind} engines ...`);
      const { say, signal } = options;
      ramps.push(
        await onFreshCloud(
          engines,
          { seed: latencySeed(MARKET_RATE), environment: AS_STARTED, say, signal },
          ({ endpoints }) => ramp(engines.kind, endpoints, options),
        ),
      );
    }
    return {
      verdicts: ramps.map((steps) => ({
        value: bestOf(steps),
        unit: 'ticks/s',
        what: `sustained, ${steps[0]?.engines ?? ''} engines`,
        aim: { atLeast: AIM },
      })),
      lines: [
        ...tableLines([
          ['', 'sent/s', 'lag at the end', 'caught up after ms', 'load'],
          ...ramps
            .flat()
            .map(({ engines, rate, sent, lagAtEnd, caughtUpMs, load: busy }) => [
              `${engines}, ${rate} ticks/s`,
              ...[sent, lagAtEnd, caughtUpMs].map(figure),
              busy.toFixed(1),
            ]),
        ]),
        ...notes,
        `  ${SECONDS} s at each rate; sustained where the sender keeps the rate and every lag is zero ${CATCH_UP_MS / 1_000} s after it.`,
        '  Sender, broker, DynamoDB and all functions share the machine.',
      ],
    };
  },
};
