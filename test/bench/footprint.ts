import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { freePorts } from '../../localstack/local-only/ports.ts';
import type { Benchmark, BenchmarkOptions, Findings } from './benchmark.ts';
import { load } from './machine.ts';
import { type ProcessUse, processesOf } from './process-table.ts';
import { figure, tableLines } from './report.ts';

/** The budget of `npm start` with its default market. */
const BUDGET = { residentMb: 700, growthPercent: 5, corePercent: 25, firstFillSeconds: 10 } as const;

const ROOT = join(import.meta.dirname, '../..');
const SAMPLE_EVERY_MS = 5_000;
/** The start is not part of the processor time in rest; a short run leaves out a quarter instead. */
const MAX_SETTLE_MS = 60_000;
const STOPS_WITHIN_MS = 15_000;

/** Names by a part of the command line, the first that fits. */
const NAMES: readonly (readonly [part: string, name: string])[] = [
  ['lambda/offline/main.ts', 'functions and mappings'],
  ['serverless', 'framework'],
  ['esbuild', 'esbuild'],
  ['dev/start/main.ts', 'screen, feed and engines'],
  ['npm', 'npm'],
];

const nameOf = ({ command }: ProcessUse): string =>
  NAMES.find(([part]) => command.includes(part))?.[1] ?? command.slice(0, 40);

interface Sample {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly processes: ReadonlyMap<string, Omit<ProcessUse, 'pid' | 'parent' | 'command'>>;
}

/** Processes of one name count as one. */
const sampleOf = (at: number, uses: readonly ProcessUse[]): Sample => ({
  at,
  processes: new Map(
    [...Map.groupBy(uses, nameOf)].map(([name, each]) => [
      name,
      {
        residentMb: each.reduce((sum, { residentMb }) => sum + residentMb, 0),
        proportionalMb: each.reduce<number | undefined>(
          (sum, { proportionalMb }) =>
            sum === undefined || proportionalMb === undefined ? undefined : sum + proportionalMb,
          0,
        ),
        processorSeconds: each.reduce((sum, { processorSeconds }) => sum + processorSeconds, 0),
      },
    ]),
  ),
});

const total = ({ processes }: Sample, part: 'residentMb' | 'proportionalMb'): number =>
  [...processes.values()].reduce((sum, use) => sum + (use[part] ?? Number.NaN), 0);

/** The sample nearest to a time. */
const nearest = (samples: readonly Sample[], at: number): Sample =>
  samples.reduce((best, one) => (Math.abs(one.at - at) < Math.abs(best.at - at) ? one : best));

/** Percent of one core between two samples, of processes that were there in both. */
const corePercent = (name: string, from: Sample, to: Sample): number => {
  const [before, after] = [from, to].map(({ processes }) => processes.get(name)?.processorSeconds);
  if (before === undefined || after === undefined) return 0;
  return (100 * Math.max(0, after - before)) / ((to.at - from.at) / 1_000);
};

/** `npm start` on free ports, with its default market. */
const start = async () => {
  const options = ['kafka', 'aws', 'kite', 'http', 'lambda'];
  const ports = await freePorts(options.length);
  const npm = process.env.npm_execpath;
  const args = ['start', '--', ...options.flatMap((name, place) => [`--${name}-port`, String(ports[place])])];
  return npm === undefined
    ? spawn('npm', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    : spawn(process.execPath, [npm, ...args], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
};

interface Measured {
  readonly samples: readonly Sample[];
  readonly firstFillMs: number | undefined;
  readonly loadAtStart: number;
}

const measure = async (milliseconds: number, { say, signal }: BenchmarkOptions): Promise<Measured> => {
  const loadAtStart = load();
  const started = performance.now();
  const child = await start();
  const pid = child.pid ?? -1;
  const lines: string[] = [];
  let firstFillMs: number | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (/ (bought|sold) +\d/.test(line)) firstFillMs ??= performance.now() - started;
      lines.push(line);
      if (lines.length > 20) lines.shift();
    });
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const samples: Sample[] = [];
  try {
    while (performance.now() - started < milliseconds) {
      await Promise.race([setTimeout(SAMPLE_EVERY_MS, undefined, { signal }), ended]);
      if (child.exitCode !== null) throw new Error(`npm start has ended:\n${lines.join('\n')}`);
      const sample = sampleOf(performance.now() - started, await processesOf(pid));
      samples.push(sample);
      if (samples.length % 12 === 0) {
        say(`  ${Math.round(sample.at / 1_000)} s: ${total(sample, 'residentMb').toFixed(0)} MB resident`);
      }
    }
    return { samples, firstFillMs, loadAtStart };
  } finally {
    const left = await processesOf(pid);
    if (child.exitCode === null) process.kill(-pid, 'SIGINT');
    await Promise.race([ended, setTimeout(STOPS_WITHIN_MS, undefined, { ref: false })]);
    // Still there: it ignored the signal, or its parent ended first.
    for (const use of left) {
      try {
        process.kill(use.pid, 'SIGKILL');
      } catch {}
    }
  }
};

const findingsOf = ({ samples, firstFillMs, loadAtStart }: Measured, milliseconds: number): Findings => {
  const settled = nearest(samples, Math.min(MAX_SETTLE_MS, milliseconds / 4));
  const half = nearest(samples, milliseconds / 2);
  const last = nearest(samples, milliseconds);
  const [halfMb, lastMb] = [half, last].map((sample) => total(sample, 'residentMb'));
  const names = [...last.processes.keys()];
  const core = names.map((name) => corePercent(name, settled, last));
  const coreTotal = core.reduce((sum, percent) => sum + percent, 0);
  const ranked = names
    .map((name, place) => ({ name, use: last.processes.get(name), percent: core[place] ?? 0 }))
    .toSorted((a, b) => (b.use?.residentMb ?? 0) - (a.use?.residentMb ?? 0));
  return {
    verdicts: [
      {
        value: lastMb ?? Number.NaN,
        unit: 'MB',
        what: `resident after ${figure(milliseconds / 60_000)} minutes, all processes`,
        aim: { atMost: BUDGET.residentMb },
      },
      {
        value: 100 * ((lastMb ?? Number.NaN) / (halfMb ?? Number.NaN) - 1),
        unit: '%',
        what: 'more than at half time',
        aim: { atMost: BUDGET.growthPercent },
      },
      {
        value: coreTotal,
        unit: '%',
        what: `of one core, from second ${Math.round(settled.at / 1_000)} on`,
        aim: { atMost: BUDGET.corePercent },
      },
      {
        value: (firstFillMs ?? Number.NaN) / 1_000,
        unit: 's',
        what: 'until the first fill, by the clock',
        aim: { atMost: BUDGET.firstFillSeconds },
      },
    ],
    lines: [
      ...tableLines([
        ['', 'MB at half time', 'MB at the end', 'proportional MB', '% of a core', 'processor s'],
        ...ranked.map(({ name, use, percent }) => [
          name,
          figure(half.processes.get(name)?.residentMb ?? 0),
          figure(use?.residentMb ?? 0),
          use?.proportionalMb === undefined ? '' : figure(use.proportionalMb),
          figure(percent),
          figure(use?.processorSeconds ?? 0),
        ]),
        [
          'all',
          figure(halfMb ?? Number.NaN),
          figure(lastMb ?? Number.NaN),
          figure(total(last, 'proportionalMb')),
          figure(coreTotal),
          '',
        ],
      ]),
      `  Resident memory counts a page once for each process that maps it, proportional memory once in all.`,
      `  Load average at the start: ${loadAtStart.toFixed(1)}.`,
    ],
  };
};

export const footprint: Benchmark = {
  name: 'footprint',
  title: '(g) Memory and processor time of npm start',

  async run(options): Promise<Findings> {
    const milliseconds = options.minutes * 60_000;
    options.say(`  npm start with its default market, for ${figure(options.minutes)} minutes ...`);
    return findingsOf(await measure(milliseconds, options), milliseconds);
  },
};
