import { existsSync } from 'node:fs';
import type { Candle } from '../../../shared/kite/candles.ts';
import { istDay } from '../../../shared/market/ist.ts';
import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../command-failure.ts';
import { endOfCandle } from './candle-times.ts';
import { PartFetcher } from './fetch-part.ts';
import { GapCheck } from './gaps.ts';
import type { HistoryReport } from './history-report.ts';
import { PartStore, type StoredPart } from './part-store.ts';
import type { Progress } from './progress.ts';
import { partsOf, type Wanted } from './wanted.ts';
import { writeHistory } from './write-history.ts';

const nameOf = ({ contract, token }: Wanted['instrument']): string => contract ?? String(token);

const interrupted = (error: CommandFailure, done: number, all: number): CommandFailure =>
  new CommandFailure(
    error.ending,
    error.code,
    `${error.message}; ${done} of ${all} parts are kept: the same command continues`,
    { cause: error },
  );

/** Fetches the parts that the store lacks. @returns what the store has of each part */
const fetchParts = async (
  wanted: Wanted,
  store: PartStore,
  progress: Progress,
  { api, time }: CommandContext,
): Promise<readonly StoredPart[]> => {
  const parts = partsOf(wanted);
  const fetcher = new PartFetcher({ api, time, tell: (line) => progress.tell(line) });
  const stored: StoredPart[] = [];
  for (const part of parts) {
    const kept = store.find(part);
    if (kept !== undefined) {
      stored.push(kept.stored);
      progress.advance(part, kept.candles.length, true);
      continue;
    }
    try {
      const { as_of, candles } = await fetcher.fetch(wanted, part);
      const added = { ...part, as_of };
      store.add(added, candles);
      stored.push(added);
      progress.advance(part, candles.length, false);
    } catch (error) {
      progress.end();
      throw error instanceof CommandFailure && stored.length > 0
        ? interrupted(error, stored.length, parts.length)
        : error;
    }
  }
  progress.end();
  return stored;
};

const readAgain = (store: PartStore, part: StoredPart): readonly Candle[] => {
  const candles = store.read(part);
  if (candles !== undefined) return candles;
  throw new CommandFailure(
    'usage',
    'PARTS_CHANGED',
    `${store.folder} changed while it was read: run the command alone`,
  );
};

/**
 * Fetches candles, writes the file and removes the parts.
 * @throws CommandFailure `NO_CANDLES` if Kite has none
 */
export const download = async (
  out: string,
  wanted: Wanted,
  progress: Progress,
  context: CommandContext,
): Promise<HistoryReport> => {
  const store = new PartStore(out, wanted);
  const stored = await fetchParts(wanted, store, progress, context);
  const check = new GapCheck(wanted);
  const days = new Set<number>();
  const range: { first?: string; last?: string; unfinished?: string } = {};
  let candles = 0;

  function* finished(): Generator<readonly Candle[]> {
    for (const part of stored) {
      const asOf = Date.parse(part.as_of);
      const all = readAgain(store, part);
      const ended = all.filter(([start]) => endOfCandle(wanted, Date.parse(start)) <= asOf);
      const [unfinished] = all.slice(ended.length)[0] ?? [];
      if (unfinished !== undefined) range.unfinished = unfinished;
      for (const [start] of ended) {
        check.observe(Date.parse(start));
        days.add(istDay(Date.parse(start)));
        range.first ??= start;
        range.last = start;
      }
      candles += ended.length;
      yield ended;
    }
    if (candles > 0) return;
    store.remove();
    throw new CommandFailure(
      'refused',
      'NO_CANDLES',
      `Kite has no candles of ${nameOf(wanted.instrument)} from ${wanted.from} to ${wanted.to}: give other days`,
    );
  }

  const bytes = await writeHistory({ out, draft: store.draft() }, wanted, finished());
  store.remove();
  const { first = '', last = '', unfinished } = range;
  const until = Date.parse(stored.at(-1)?.as_of ?? '');
  return { file: out, bytes, candles, days: days.size, first, last, unfinished, gaps: check.report(until) };
};

/** @throws CommandFailure `FILE_EXISTS` */
export const refuseExisting = (out: string, isReplaced: boolean): void => {
  if (!isReplaced && existsSync(out)) {
    throw new CommandFailure('usage', 'FILE_EXISTS', `${out} exists: give another --out, or --replace`);
  }
};
