import { describe, expect, it } from 'vitest';
import { exactMoney } from '../../../../infra/conventions/rules/exact-money.ts';
import { findings } from '../support.ts';

const MONEY = [
  'export type Money = number & { readonly __money: unique symbol };',
  'export declare const fromRupees: (rupees: number) => Money;',
  'export const add = (a: Money, b: Money): Money => (a + b) as Money;',
].join('\n');

describe('exact-money', () => {
  it('finds bare arithmetic on amounts by their type and on rupees by their names', () => {
    expect(
      findings(exactMoney, {
        'shared/money.ts': MONEY,
        'functions/a/stage.ts': [
          "import { fromRupees, type Money } from '../../shared/money.ts';",
          'export const a = (cash: Money, n: number) => cash * n;',
          'export const b = (fill: { fill_price: number; quantity: number }) => fill.fill_price * fill.quantity;',
          'export const c = (realized_pnl: number, fees: number) => realized_pnl - fees;',
          'export const d = () => fromRupees(1) + fromRupees(2);',
          'export let total: number = 0;',
          'export const e = (cash: Money) => { total += cash; };',
        ].join('\n'),
      }),
    ).toEqual([
      'functions/a/stage.ts:2 bare arithmetic on cash',
      'functions/a/stage.ts:3 bare arithmetic on fill_price',
      'functions/a/stage.ts:4 bare arithmetic on realized_pnl',
      'functions/a/stage.ts:5 bare arithmetic on Money',
      'functions/a/stage.ts:7 bare arithmetic on cash',
    ]);
  });

  it('accepts comparisons, counts, text and the statistics of strategies', () => {
    expect(
      findings(exactMoney, {
        'shared/money.ts': MONEY,
        'functions/a/stage.ts': [
          "import { add, type Money } from '../../shared/money.ts';",
          'export const a = (cash: Money, limit: Money) => cash > limit || add(cash, limit) === cash;',
          'export const b = (quantity: number, lots: number) => quantity * lots;',
          "export const c = (price: string) => '₹' + price;",
        ].join('\n'),
        'functions/strategy-runner/strategies/a.ts':
          'export const move = (price: number, before_price: number) => (price - before_price) / before_price;',
        'localstack/a.ts': 'export const next = (price: number) => price * 1.01;',
      }),
    ).toEqual([]);
  });
});
