import { dateOfDay, istDay } from '../../../shared/market/ist.ts';
import { latestTradingDay } from '../session-day.ts';
import type { TimedTick } from '../timed-tick.ts';
import { SessionSimulator } from './session-simulator.ts';

export interface MarketOptions {
  readonly seed: string;
  /** Ticks of every instrument in one second of market time. */
  readonly ticksPerSecond: number;
  /** Epoch milliseconds, wall time. */
  readonly now: number;
  /** Market time up to which the stages have prices, epoch milliseconds; undefined without prices. */
  readonly knownUntil: number | undefined;
}

/**
 * The simulated market from the open of the last trading day. If the stages know a part of it already, it continues after
 * that part: repeated ticks would be late, and signals on late prices are refused.
 * @param size Ticks at a time.
 */
export function* simulatedMarket(
  { seed, ticksPerSecond, now, knownUntil = Number.NEGATIVE_INFINITY }: MarketOptions,
  size = 64,
): Generator<readonly TimedTick[]> {
  const today = latestTradingDay(istDay(now));
  const day = knownUntil > now ? Math.max(today, latestTradingDay(istDay(knownUntil))) : today;
  const simulator = new SessionSimulator({ seed, date: dateOfDay(day), ticksPerSecond });
  let first = simulator.next();
  while (first.at <= knownUntil) first = simulator.next();
  yield [first];
  yield* simulator.batches(size);
}
