import { replayInProcess } from '../../localstack/backtest/in-process-replay.ts';
import { openReplaySource } from '../../localstack/backtest/source.ts';
import { replayItems } from '../../localstack/dev/seed/replay-items.ts';
import type { SeedItem } from '../../localstack/dev/seed/seed-item.ts';
import type { TickSource } from '../../localstack/market-data/timed-tick.ts';
import type { Benchmark, Findings } from './benchmark.ts';
import { median } from './measure.ts';
import { figure, tableLines } from './report.ts';
import { indexTicks, strategies } from './ticks.ts';

const TICKS = 500_000;
const RUNS = 3;

interface Measured {
  readonly name: string;
  readonly ticks: number;
  readonly signals: number;
  readonly fills: number;
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

interface Case {
  readonly name: string;
  /** A file can be read once, so each run opens it again. */
  readonly open: () => TickSource | Promise<TickSource>;
  readonly seed: readonly SeedItem[];
  readonly withoutTrail: boolean;
}

const once = async ({ name, open, ...options }: Case): Promise<Measured> => {
  const source = await open();
  const start = performance.now();
  const cpu = process.cpuUsage();
  const { result } = await replayInProcess({ ...options, source, withoutLog: true });
  const { user, system } = process.cpuUsage(cpu);
  return {
    name,
    ticks: result.ticks,
    signals: result.signals.raw,
    fills: result.fills,
    perSecond: (result.ticks * 1e3) / (performance.now() - start),
    perCpuSecond: (result.ticks * 1e6) / (user + system),
  };
};

/** The run in the middle, by processor time. */
const measured = async (one: Case): Promise<Measured> => {
  const runs: Measured[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await once(one));
  const middle = median(runs.map(({ perCpuSecond }) => perCpuSecond));
  return runs.find(({ perCpuSecond }) => perCpuSecond === middle) ?? (await once(one));
};

const realData = async (path: string | undefined): Promise<readonly Case[]> => {
  if (path === undefined) return [];
  const open = async () => (await openReplaySource([path])).ticks;
  return [{ name: 'real bars', open, seed: replayItems(), withoutTrail: true }];
};

export const inProcess: Benchmark = {
  name: 'in-process',
  title: '(b) In-process replay through all paper stages',

  async run({ say, marketData }): Promise<Findings> {
    const ticks = indexTicks(TICKS);
    const open = () => ticks;
    const cases: readonly Case[] = [
      { name: 'no signals', open, seed: strategies(false), withoutTrail: true },
      { name: 'with signals', open, seed: strategies(true), withoutTrail: true },
      { name: 'with signals and journal', open, seed: strategies(true), withoutTrail: false },
      ...(await realData(marketData)),
    ];
    const results: Measured[] = [];
    for (const one of cases) {
      say(`  ${one.name} ...`);
      results.push(await measured(one));
    }
    return {
      verdicts: results.slice(0, 2).map(({ name, perCpuSecond }) => ({
        value: perCpuSecond,
        unit: 'ticks/s',
        what: `of one core, ${name}`,
        aim: { atLeast: 130_000 },
      })),
      lines: [
        ...tableLines([
          ['', 'ticks', 'signals', 'fills', 'ticks/s of one core', 'ticks/s by the clock'],
          ...results.map(({ name, ticks, signals, fills, perSecond, perCpuSecond }) => [
            name,
            ...[ticks, signals, fills, perCpuSecond, perSecond].map(figure),
          ]),
        ]),
        '  "Of one core" counts the processor time of all threads, the garbage collector\'s too.',
        '  Ticks of two indices are made beforehand; momentum and mean reversion run on both. "No signals" are the',
        '  same strategies with thresholds that no price reaches.',
      ],
    };
  },
};
