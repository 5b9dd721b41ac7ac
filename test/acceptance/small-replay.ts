import { type ReplayOutcome, replayInProcess } from '../../localstack/backtest/in-process-replay.ts';
import type { TimedTick } from '../../localstack/market-data/timed-tick.ts';
import { smallMarket, smallMarketItems } from '../integration/support/small-market.ts';

/** A small market replayed in process: a log with signals, verdicts, fills and snapshots. */
export const smallReplay = async (
  count = 120,
): Promise<ReplayOutcome & { readonly ticks: readonly TimedTick[] }> => {
  const ticks = smallMarket(count);
  return { ticks, ...(await replayInProcess({ source: [ticks], seed: smallMarketItems() })) };
};
