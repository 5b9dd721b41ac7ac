import { messageOf } from '../../shared/errors.ts';
import { replayItems } from '../dev/seed/replay-items.ts';
import type { BarMode } from '../market-data/bar-path.ts';
import { type BarRange, barRangeOf, EXTREMES } from './bar-range.ts';
import { replayThroughCloud, type TimedOutcome } from './cloud-replay.ts';
import { type ReplayOutcome, replayInProcess } from './in-process-replay.ts';
import { parseReplay, type ReplayOptions, USAGE } from './options.ts';
import { Progress } from './progress.ts';
import { reportJson, reportLines } from './report.ts';
import { openReplaySource, type ReplaySource } from './source.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const sourceOf = ({ paths, files, bars }: ReplayOptions, mode: BarMode): Promise<ReplaySource> =>
  openReplaySource(paths, files, { ...bars, mode });

const inProcess = (
  options: ReplayOptions,
  source: ReplaySource,
  progress: Progress,
): Promise<ReplayOutcome> =>
  replayInProcess({
    source: source.ticks,
    seed: replayItems(source.instruments),
    orderLatencyMs: options.latencyMs,
    contractNotes: options.contractNotes,
    withoutLog: true,
    onProgress: (summary) => progress.update(source.done(), summary),
  });

const replayed = async (
  options: ReplayOptions,
  source: ReplaySource,
  progress: Progress,
): Promise<TimedOutcome> => {
  if (!options.inProcess) {
    return replayThroughCloud(options, source, replayItems(source.instruments), progress, say);
  }
  const began = performance.now();
  const outcome = await inProcess(options, source, progress);
  return { outcome, wallMs: performance.now() - began };
};

/** The result of the file's bars in the other modes of `--range`. */
const rangeOf = async (
  options: ReplayOptions,
  { result, market }: ReplayOutcome,
  progress: Progress,
): Promise<BarRange | undefined> => {
  if (!options.range || !market.hasBars) return undefined;
  const chosen = options.bars.mode;
  const results = new Map([[chosen, result]]);
  for (const mode of EXTREMES.filter((extreme) => extreme !== chosen)) {
    const { result } = await inProcess(options, await sourceOf(options, mode), progress);
    results.set(mode, result);
  }
  return barRangeOf([...results]);
};

const main = async (): Promise<void> => {
  const options = parseReplay(process.argv.slice(2), process.env, () => String(Date.now()));
  if (options === undefined || options === 'help') {
    console.log(USAGE);
    process.exitCode = options === 'help' ? 0 : 1;
    return;
  }
  const source = await sourceOf(options, options.bars.mode);
  for (const line of source.description) say(line);
  const progress = new Progress(process.stderr);
  const { outcome, wallMs } = await replayed(options, source, progress);
  const range = await rangeOf(options, outcome, progress);
  progress.end();
  for (const fact of source.facts()) say(fact);
  const assumptions = {
    bars: outcome.market.hasBars ? options.bars : undefined,
    latencyMs: options.intoRunning ? undefined : options.latencyMs,
    range,
  };
  if (options.json) {
    const report = { ...reportJson(outcome.result, assumptions, wallMs), files: source.files() };
    console.log(JSON.stringify(report, undefined, 2));
  } else console.log(reportLines(outcome.result, assumptions, wallMs).join('\n'));
};

main().then(
  () => process.exit(),
  (error) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
