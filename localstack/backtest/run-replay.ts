import { isOpen, sessionsOf } from '../../shared/market/calendar.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import { dateOfDay } from '../../shared/market/ist.ts';
import type { Item } from '../../shared/ports/item.ts';
import { namedEngines } from '../dev/cloud/engines.ts';
import type { SeedItem } from '../dev/seed/seed-item.ts';
import type { BarMode } from '../market-data/bar-path.ts';
import { type BarRange, barRangeOf, EXTREMES } from './bar-range.ts';
import { replayThroughCloud, strategiesOfRunning, type TimedOutcome } from './cloud-replay.ts';
import { type ReplayOutcome, replayInProcess } from './in-process-replay.ts';
import type { ReplayOptions } from './options.ts';
import type { Progress } from './progress.ts';
import { ReplayNotes } from './replay-notes.ts';
import { replaySeed, requireWatched, unwatched, watchedTokens } from './replay-seed.ts';
import { openReplaySource, type ReplaySource } from './source.ts';
import { warningLines } from './warnings.ts';

/** A finished replay. */
export interface FinishedReplay extends TimedOutcome {
  readonly source: ReplaySource;
  readonly range: BarRange | undefined;
  /** Why the result may not be what it seems. */
  readonly warnings: readonly string[];
}

interface Surroundings {
  readonly progress: Progress;
  readonly say: (line: string) => void;
}

const sourceOf = ({ paths, files, bars }: ReplayOptions, mode: BarMode): Promise<ReplaySource> =>
  openReplaySource(paths, files, { ...bars, mode });

/** The strategies that will run; undefined on named engines, whose tables are not read before. */
const strategiesOf = async (
  { inProcess, intoRunning }: ReplayOptions,
  seed: readonly SeedItem[],
): Promise<readonly Item[] | undefined> => {
  if (!inProcess && intoRunning) return strategiesOfRunning();
  if (!inProcess && namedEngines() !== undefined) return undefined;
  return seed.filter(({ table }) => table === 'strategies').map(({ item }) => item);
};

const inProcess = (
  options: ReplayOptions,
  source: ReplaySource,
  seed: readonly SeedItem[],
  progress: Progress,
  notes?: ReplayNotes,
): Promise<ReplayOutcome> =>
  replayInProcess({
    source: source.ticks,
    seed,
    orderLatencyMs: options.latencyMs,
    contractNotes: options.contractNotes,
    withoutLog: true,
    onEvent: (event) => notes?.event(event),
    onProgress: (summary) => progress.update(source.done(), summary),
  });

/** The result of the file's bars in the other modes of `--range`. */
const rangeOf = async (
  options: ReplayOptions,
  { result, market }: ReplayOutcome,
  seed: readonly SeedItem[],
  progress: Progress,
): Promise<BarRange | undefined> => {
  if (!options.range || !market.hasBars) return undefined;
  const chosen = options.bars.mode;
  const results = new Map([[chosen, result]]);
  for (const mode of EXTREMES.filter((extreme) => extreme !== chosen)) {
    const other = await inProcess(options, await sourceOf(options, mode), seed, progress);
    results.set(mode, other.result);
  }
  return barRangeOf([...results]);
};

const yearsWithoutCalendar = (
  days: readonly number[],
  instruments: readonly Instrument[],
): readonly number[] => {
  const segments = [...new Set(instruments.map(({ segment }) => segment))];
  const unknown = days.filter((day) => segments.some((segment) => sessionsOf(segment, day) === undefined));
  return [...new Set(unknown.map((day) => Number(dateOfDay(day).slice(0, 4))))];
};

/** Runs a replay as the options ask. It says before it starts how it reads the files. */
export const runReplay = async (
  options: ReplayOptions,
  { progress, say }: Surroundings,
): Promise<FinishedReplay> => {
  const source = await sourceOf(options, options.bars.mode);
  const { instruments } = source;
  for (const line of source.description) say(line);
  const seed = replaySeed(options.choice, instruments);
  const strategies = await strategiesOf(options, seed);
  const watched = strategies && watchedTokens(strategies);
  if (watched !== undefined && !options.intoRunning) requireWatched(instruments, watched);
  const unwatchedLine = watched && unwatched(instruments, watched);

  const segments = new Map(instruments.map(({ instrument_token, segment }) => [instrument_token, segment]));
  const notes = new ReplayNotes((token, at) => isOpen(segments.get(token) ?? 'NSE', at));
  const began = performance.now();
  const timed = options.inProcess
    ? { outcome: await inProcess(options, source, seed, progress, notes), wallMs: performance.now() - began }
    : await replayThroughCloud({
        ...{ options, source, seed, progress, say },
        onEvent: (event) => notes.event(event),
      });
  const { outcome } = timed;
  const range = await rangeOf(options, outcome, seed, progress);
  progress.end();
  const { market, waitingOrders } = outcome;
  const warnings = [
    // Instruments that the user left out are no surprise.
    ...(unwatchedLine === undefined || options.choice.instruments !== undefined ? [] : [unwatchedLine]),
    ...warningLines({
      ...{ notes, market, waitingOrders },
      yearsWithoutCalendar: yearsWithoutCalendar(market.days, instruments),
    }),
  ];
  return { ...timed, source, range, warnings };
};
