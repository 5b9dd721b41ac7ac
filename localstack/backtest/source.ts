import { stat } from 'node:fs/promises';
import { type BarChoice, CLOSED_BARS } from '../market-data/bar-path.ts';
import { ticksOfRows } from '../market-data/bar-ticks.ts';
import { type MarketDataFile, openMarketData } from '../market-data/market-data-file.ts';
import type { TickSource, TimedTick } from '../market-data/timed-tick.ts';

/** Market data to replay, with how far it has got. */
export interface ReplaySource {
  readonly ticks: TickSource;
  /** Progress between 0 and 1 after a number of sent ticks. */
  done(ticksSent: number): number;
  /** Text about rows of the file that were left out; undefined if no row was left out. */
  leftOut(): string | undefined;
}

/** Up to this size a file is read first, so that the time left is known to the tick. */
const READ_AHEAD_BYTES = 64 * 1_024 * 1_024;

const leftOutOf = (file: MarketDataFile): string | undefined => {
  const { duplicates } = file.report();
  return duplicates === 0 ? undefined : `${duplicates} repeated rows were left out`;
};

/** @throws AlphaPandaError for a file that cannot be read or a session that it does not have. */
export const openReplaySource = async (
  path: string,
  session: string | undefined,
  bars: BarChoice = CLOSED_BARS,
): Promise<ReplaySource> => {
  const file = await openMarketData(path, { session });
  const size = (await stat(path)).size;
  if (size > READ_AHEAD_BYTES) {
    return {
      ticks: ticksOfRows(file.rows, bars),
      done: () => file.progress().bytesRead / Math.max(1, size),
      leftOut: () => leftOutOf(file),
    };
  }
  const ticks: TimedTick[] = [];
  for await (const batch of ticksOfRows(file.rows, bars)) ticks.push(...batch);
  return { ticks: [ticks], done: (sent) => sent / Math.max(1, ticks.length), leftOut: () => leftOutOf(file) };
};
