import { parseArgs } from 'node:util';
import { messageOf } from '../../shared/errors.ts';
import type { Benchmark } from './benchmark.ts';
import { machineLines } from './machine.ts';
import { findingsLines } from './report.ts';

/** Each is loaded when it runs, so that it does not use memory while another is measured. */
const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  decode: async () => (await import('./decode.ts')).decode,
  'in-process': async () => (await import('./in-process.ts')).inProcess,
  latency: async () => (await import('./latency.ts')).latency,
  sustained: async () => (await import('./sustained.ts')).sustained,
  'dynamo-cost': async () => (await import('./dynamo-cost.ts')).dynamoCost,
  bundles: async () => (await import('./bundles.ts')).bundles,
  feed: async () => (await import('./feed.ts')).feed,
  footprint: async () => (await import('./footprint.ts')).footprint,
  batches: async () => (await import('./batches.ts')).batches,
  instruments: async () => (await import('./instruments.ts')).instruments,
  ticker: async () => (await import('./ticker.ts')).ticker,
};

const BOTH = ['embedded', 'real'] as const;

const USAGE = `Usage: npm run bench -- [name ...] [--engines embedded|real] [--rates 200,1000] [--market-data file.csv] [--minutes N]

Names: ${Object.keys(BENCHMARKS).join(', ')}; all of them where none is given.
"latency" and "sustained" run on both engines where none are named; the real ones need Java and Maven. --rates takes a part
of the rates of "latency".
A file of bars or ticks (or its path in ALPHA_PANDA_MARKET_DATA) is replayed by "in-process" as well.
"footprint" runs npm start for ten minutes, or for --minutes N.`;

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'market-data': { type: 'string' },
      engines: { type: 'string' },
      rates: { type: 'string', default: '' },
      minutes: { type: 'string', default: '10' },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.find((name) => !(name in BENCHMARKS));
  if (values.help || unknown !== undefined) {
    console.log(unknown === undefined ? USAGE : `There is no benchmark "${unknown}".\n\n${USAGE}`);
    process.exitCode = unknown === undefined ? 0 : 1;
    return;
  }
  const minutes = Number(values.minutes);
  if (!(minutes >= 0.5 && minutes <= 1_440)) {
    throw new Error(`--minutes is "${values.minutes}": give 0.5 to 1440`);
  }
  const leaving = new AbortController();
  const leave = (): void => leaving.abort(new Error('stopped before the end'));
  process.once('SIGINT', leave).once('SIGTERM', leave);

  console.log(machineLines().join('\n'));
  for (const [name, loadBenchmark] of Object.entries(BENCHMARKS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const benchmark = await loadBenchmark();
    const findings = await benchmark.run({
      marketData: values['market-data'] ?? process.env.ALPHA_PANDA_MARKET_DATA,
      engines: BOTH.filter((engines) => engines === (values.engines ?? engines)),
      rates: values.rates.split(',').filter(Boolean).map(Number),
      minutes,
      say: (line) => process.stderr.write(`${line}\n`),
      signal: leaving.signal,
    });
    console.log(`\n${findingsLines(benchmark.title, findings).join('\n')}`);
  }
};

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
