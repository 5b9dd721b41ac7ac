import { REPLAY_ORDER_LATENCY_MS } from '../../localstack/backtest/order-latency.ts';
import { BAR_MODES } from '../../localstack/market-data/bar-path.ts';
import { gainsByType, walksOf } from '../localstack/backtest/walk-gains.ts';
import type { FidelityRow } from './row.ts';

const MINUTES = 250;
const NOTHING = 'nothing, within 3 standard errors';

/** What RSI gains a fill before costs. Its exact figure would change with the draws of other parts. */
const gainOfRsi = async (shown: Parameters<typeof gainsByType>[1]): Promise<string> => {
  const gains = await gainsByType(walksOf('2022', MINUTES), shown, REPLAY_ORDER_LATENCY_MS);
  const { basisPoints = Number.NaN, standardErrors = Number.NaN } = gains.get('rsi') ?? {};
  if (Math.abs(standardErrors) < 3) return NOTHING;
  return `${basisPoints.toFixed(2)} basis points, ${standardErrors.toFixed(1)} standard errors`;
};

export const ROWS: readonly FidelityRow[] = [...BAR_MODES, 'ticks' as const].map((shown) => ({
  figure: `A random walk without drift as ${shown === 'ticks' ? shown : `${shown} bars`}: RSI's gain a fill before costs`,
  source: 'Optional stopping: no rule gains on a martingale (Doob 1953, ch. VII)',
  expected: NOTHING,
  product: () => gainOfRsi(shown),
  test: 'test/localstack/backtest/no-foresight.test.ts › earns no strategy anything before costs',
}));
