import type { Instrument } from '../../shared/market/instrument.ts';
import { type BarChoice, CLOSED_BARS } from '../market-data/bar-path.ts';
import { ticksOfRows } from '../market-data/bar-ticks.ts';
import { fileFacts, instrumentLines } from '../market-data/describe.ts';
import type { FileReport } from '../market-data/file-report.ts';
import { type MarketDataOptions, openMarketData } from '../market-data/market-data.ts';
import type { TickSource, TimedTick } from '../market-data/timed-tick.ts';

/** Market data to replay, with how far it has got. */
export interface ReplaySource {
  readonly ticks: TickSource;
  /** The part of the market that was taken, between 0 and 1. */
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

/** Ticks are given on in batches of this size, so that progress is known. */
const BATCH_TICKS = 200;

/** Counts the ticks that its reader has finished with: it asks for the next batch then. */
class TakenTicks {
  #made = 0;
  #taken = 0;

  async *of(source: AsyncIterable<readonly TimedTick[]>): AsyncGenerator<readonly TimedTick[]> {
    for await (const ticks of source) {
      this.#made += ticks.length;
      for (let from = 0; from < ticks.length; from += BATCH_TICKS) {
        const batch = ticks.slice(from, from + BATCH_TICKS);
        yield batch;
        this.#taken += batch.length;
      }
    }
  }

  /** The part of the ticks made so far. */
  part(): number {
    return this.#taken / Math.max(1, this.#made);
  }
}

/** @throws AlphaPandaError for files that cannot be read or a session that they do not have, see `openMarketData` */
export const openReplaySource = async (
  paths: readonly string[],
  options: MarketDataOptions = {},
  bars: BarChoice = CLOSED_BARS,
): Promise<ReplaySource> => {
  const data = await openMarketData(paths, options);
  const taken = new TakenTicks();
  return {
    ticks: taken.of(ticksOfRows(data.rows, bars)),
    done: () => (taken.part() * data.delivered()) / Math.max(1, data.total),
    instruments: data.instruments.map(({ instrument }) => instrument),
    description: [...data.plans, ...instrumentLines(data.instruments, data.untradable)],
    files: data.files,
    facts: () => fileFacts(data.files(), data.leftOut),
  };
};
