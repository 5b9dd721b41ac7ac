import { expect, it } from 'vitest';
import { barRangeOf } from '../../../localstack/backtest/bar-range.ts';

it('spans the lowest and the highest result of the bar modes', () => {
  const range = barRangeOf([
    ['closed', { total_pnl: -10.1 }],
    ['near', { total_pnl: 20.2 }],
    ['far', { total_pnl: -30.3 }],
  ]);

  expect(range).toEqual({ total_pnl: { closed: -10.1, near: 20.2, far: -30.3 }, moves_by: 50.5 });
});
