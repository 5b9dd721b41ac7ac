import { openReplaySource } from '../../localstack/backtest/source.ts';
import type { BarChoice } from '../../localstack/market-data/bar-path.ts';
import type { TimedTick } from '../../localstack/market-data/timed-tick.ts';

/** Four ticks of each bar: more work for the stages than a closed bar gives. */
const BARS: BarChoice = { mode: 'near', seed: '' };

/**
 * All ticks of a file, or of one of its sessions. An experiment replays them several times and needs to know the cause
 * of each event.
 */
export const readTicks = async (path: string, session: string | undefined): Promise<readonly TimedTick[]> => {
  const { ticks } = await openReplaySource([path], { session }, BARS);
  const all: TimedTick[] = [];
  for await (const batch of ticks) for (const tick of batch) all.push(tick);
  return all;
};
