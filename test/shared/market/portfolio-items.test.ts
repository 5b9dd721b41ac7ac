import { describe, expect, it } from 'vitest';
import { positionKey } from '../../../shared/events/partition-key.ts';
import { ACCOUNT_ITEM, portfolioItem, strategyItemId } from '../../../shared/market/portfolio-items.ts';

const totals = { realized_pnl: -12.5, unrealized_pnl: 3, total_pnl: -9.5, fees: 1.25 };
const common = { broker: 'paper', updated_at: '2022-06-16T03:45:00.000Z', sequence: 7, ...totals };

describe('portfolioItem', () => {
  it.each([
    { ...common, kind: 'account', position_id: ACCOUNT_ITEM, open_positions: 2 },
    { ...common, kind: 'strategy', position_id: strategyItemId('dips'), strategy_id: 'dips' },
    {
      ...common,
      kind: 'position',
      position_id: positionKey('dips', 738561),
      strategy_id: 'dips',
      instrument_token: 738561,
      quantity: -5,
      average_price: 1455.3,
    },
  ])('reads an item of kind $kind', (item) => {
    expect(portfolioItem.parse(item)).toEqual(item);
  });

  it.each([
    ['an unknown kind', { ...common, kind: 'wallet', position_id: 'x' }],
    [
      'a sequence that never was',
      { ...common, kind: 'account', position_id: ACCOUNT_ITEM, open_positions: 0, sequence: 0 },
    ],
    ['an account under another key', { ...common, kind: 'account', position_id: 'acct', open_positions: 0 }],
  ])('refuses %s', (_, item) => {
    expect(portfolioItem.safeParse(item).success).toBe(false);
  });
});

it('keeps the sort keys of account, strategies and positions apart', () => {
  const keys = [ACCOUNT_ITEM, strategyItemId('account'), positionKey('account', 1)];

  expect(new Set(keys).size).toBe(keys.length);
});
