import { fromRupees, subtract, toRupees } from '../../shared/money.ts';
import type { BarMode } from '../market-data/bar-path.ts';
import type { ReplayResult } from './replay-summary.ts';

/** The extreme paths that `--range` runs. */
export const EXTREMES = ['near', 'far'] as const satisfies readonly BarMode[];

/** The total profit by bar mode, in rupees, and the distance of the lowest and the highest. */
export interface BarRange {
  readonly total_pnl: Readonly<Partial<Record<BarMode, number>>>;
  readonly moves_by: number;
}

/** How far the result moves between bar modes. */
export const barRangeOf = (
  results: readonly (readonly [BarMode, Pick<ReplayResult, 'total_pnl'>])[],
): BarRange => {
  const totals = results.map(([, { total_pnl }]) => total_pnl);
  return {
    total_pnl: Object.fromEntries(results.map(([mode, { total_pnl }]) => [mode, total_pnl])),
    moves_by: toRupees(subtract(fromRupees(Math.max(...totals)), fromRupees(Math.min(...totals)))),
  };
};
