import { describe, expect, it } from 'vitest';
import { DeliverySales } from '../../../functions/paper-trading-engine/delivery-sales.ts';

describe('DeliverySales', () => {
  it('says once per instrument and day that a sale is the first', () => {
    const sales = new DeliverySales();
    const sell = (token: number, day: number): boolean => {
      const isFirst = sales.isFirst(token, day);
      sales.add(token, day);
      return isFirst;
    };

    expect([sell(1, 100), sell(1, 100), sell(2, 100), sell(1, 101), sell(1, 101)]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  it('is the same after a checkpoint', () => {
    const sales = new DeliverySales();
    sales.add(1, 100);
    sales.add(2, 100);

    const restored = DeliverySales.decode(JSON.parse(JSON.stringify(sales.encode())));

    expect([1, 2, 3].map((token) => restored.isFirst(token, 100))).toEqual([false, false, true]);
  });

  it('is not read from a malformed state', () => {
    expect(() => DeliverySales.decode([])).toThrow();
  });
});
