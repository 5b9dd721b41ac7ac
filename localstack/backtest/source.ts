import type { Instrument } from '../../shared/market/instrument.ts';
import { type BarChoice, CLOSED_BARS } from '../market-data/bar-path.ts';
import { ticksOfRows } from '../market-data/bar-ticks.ts';
import { fileFacts, instrumentLines } from '../market-data/describe.ts';
import type { FileReport } from '../market-data/file-report.ts';
import { type MarketDataOptions, openMarketData } from '../market-data/market-data.ts';
import type { TickSource } from '../market-data/timed-tick.ts';

/** Market data to replay, with how far it has got. */
export interface ReplaySource {
  readonly ticks: TickSource;
  /** The part of the rows that was read, between 0 and 1. */
  done(): number;
  /** The instruments of the ticks, for the tables. */
  readonly instruments: readonly Instrument[];
  /** How the files are read: what was inferred, for people. */
  readonly description: readonly string[];
  /** What the files have and what was left out; complete after the last tick. */
  files(): readonly FileReport[];
  /** The same for people, without what is zero. */
  facts(): readonly string[];
}

/** @throws AlphaPandaError for files that cannot be read or a session that they do not have, see `openMarketData` */
export const openReplaySource = async (
  paths: readonly string[],
  options: MarketDataOptions = {},
  bars: BarChoice = CLOSED_BARS,
): Promise<ReplaySource> => {
  const data = await openMarketData(paths, options);
  return {
    ticks: ticksOfRows(data.rows, bars),
    done: () => data.delivered() / Math.max(1, data.total),
    instruments: data.instruments.map(({ instrument }) => instrument),
    description: [...data.plans, ...instrumentLines(data.instruments, data.untradable)],
    files: data.files,
    facts: () => fileFacts(data.files(), data.leftOut),
  };
};
