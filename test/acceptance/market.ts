import { openReplaySource } from '../../localstack/backtest/source.ts';
import type { TimedTick } from '../../localstack/market-data/timed-tick.ts';

/**
 * All ticks of a file, or of one of its sessions. An experiment replays them several times and needs to know the cause
 * of each event.
 */
export const readTicks = async (path: string, session: string | undefined): Promise<readonly TimedTick[]> => {
  const { ticks } = await openReplaySource(path, session);
  const all: TimedTick[] = [];
  for await (const batch of ticks) for (const tick of batch) all.push(tick);
  return all;
};
