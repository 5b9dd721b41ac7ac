import { describe, expect, it } from 'vitest';
import { positionKey } from '../../../shared/events/partition-key.ts';
import { ACCOUNT_ITEM, portfolioItem } from '../../../shared/market/portfolio-items.ts';

const UPDATED_AT = '2022-06-16T03:45:00.000Z';
const common = { broker: 'paper', updated_at: UPDATED_AT, sequence: 7 };
const held = {
  strategy_id: 'dips',
  instrument_token: 738561,
  quantity: -5,
  cost: -7_276.5,
  realized_pnl: -12.5,
  fees: 1.25,
  updated_at: UPDATED_AT,
};
const account = {
  ...common,
  kind: 'account',
  position_id: ACCOUNT_ITEM,
  strategies: [{ strategy_id: 'dips', realized_pnl: -12.5, fees: 1.25, updated_at: UPDATED_AT }],
  positions: [held],
  marks: [{ instrument_token: 738561, price: 1_455.3, timestamp: UPDATED_AT }],
};

describe('portfolioItem', () => {
  it.each([
    account,
    {
      ...common,
      ...held,
      kind: 'position',
      position_id: positionKey('dips', 738561),
      average_price: 1_455.3,
    },
  ])('reads an item of kind $kind', (item) => {
    expect(portfolioItem.parse(item)).toEqual(item);
  });

  it.each([
    ['an unknown kind', { ...account, kind: 'wallet' }],
    ['a sequence that never was', { ...account, sequence: 0 }],
    ['an account under another key', { ...account, position_id: 'acct' }],
    ['an account without its positions', { ...account, positions: undefined }],
  ])('refuses %s', (_, item) => {
    expect(portfolioItem.safeParse(item).success).toBe(false);
  });
});

it('keeps the sort keys of the account and of positions apart', () => {
  expect(positionKey('account', 1)).not.toBe(ACCOUNT_ITEM);
});
