import type { Zone } from '../../../../functions/strategy-runner/strategies/crossing.ts';
import type {
  ConfiguredStrategy,
  Decision,
} from '../../../../functions/strategy-runner/strategies/strategy.ts';
import { ticksOf } from '../ticks.ts';

/** Reference implementations in whole numbers from the full history, independent of the strategies. */

/** Rupees → ten-thousandths. */
export const units = (price: number): bigint => BigInt(Math.round(price * 10_000));

/** The side that a strategy signals at each tick, from the zone of each reading. */
export const sidesFrom = (
  zones: readonly (Zone | undefined)[],
  whenBelow: 'BUY' | 'SELL',
  cooldown: number,
): (string | undefined)[] => {
  const signaled: (string | undefined)[] = [];
  zones.forEach((zone, index) => {
    const before = zones[index - 1];
    const entered = zone !== undefined && zone !== 0 && before !== undefined && before !== zone;
    const quiet = signaled.slice(Math.max(0, index - cooldown)).some((side) => side !== undefined);
    const below = zone === -1;
    signaled.push(entered && !quiet ? (below === (whenBelow === 'BUY') ? 'BUY' : 'SELL') : undefined);
  });
  return signaled;
};

/** Wilder's averages over a history as exact fractions with one denominator, or undefined while warming up. */
export const wilder = (
  history: readonly bigint[],
  period: number,
): { gain: bigint; loss: bigint } | undefined => {
  const changes = history.slice(1).map((price, index) => price - (history[index] ?? price));
  if (changes.length < period) return undefined;
  const n = BigInt(period);
  const rise = (change: bigint): bigint => (change > 0n ? change : 0n);
  const fall = (change: bigint): bigint => (change < 0n ? -change : 0n);
  const sum = (amounts: bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
  let gain = sum(changes.slice(0, period).map(rise));
  let loss = sum(changes.slice(0, period).map(fall));
  let scale = 1n;
  for (const change of changes.slice(period)) {
    scale *= n;
    gain = gain * (n - 1n) + rise(change) * scale;
    loss = loss * (n - 1n) + fall(change) * scale;
  }
  return { gain, loss };
};

/** RSI against a whole level: -1, 0 or 1 as it lies below, at or above; `tie` where doubles may err. */
export const rsiAgainst = (
  { gain, loss }: { gain: bigint; loss: bigint },
  level: number,
): 'below' | 'above' | 'tie' => {
  const moved = gain + loss;
  const [strength, whole] = moved === 0n ? [50n, 1n] : [100n * gain, moved];
  const difference = strength - BigInt(level) * whole;
  const size = difference < 0n ? -difference : difference;
  if (size * 1_000_000_000n < whole) return 'tie';
  return difference < 0n ? 'below' : 'above';
};

/** What a strategy decides at each of a series of prices. */
export const decisionsOf = (
  strategy: ConfiguredStrategy,
  prices: readonly number[],
): (Decision | undefined)[] => {
  const instance = strategy.start();
  return ticksOf(prices).map((tick) => instance.onTick(tick));
};

export const sidesOf = (strategy: ConfiguredStrategy, prices: readonly number[]): (string | undefined)[] =>
  decisionsOf(strategy, prices).map((decision) => decision?.side);
