import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyExecution,
  averagePrice,
  type Execution,
  FLAT,
  type Position,
  restatement,
  unrealizedProfit,
} from '../../../shared/market/position.ts';
import { add, fromRupees, type Money, subtract, times, toRupees, ZERO } from '../../../shared/money.ts';

const trade = (side: Execution['side'], quantity: number, price: number, multiplier: number): Execution => ({
  side,
  quantity,
  price: fromRupees(price),
  fees: ZERO,
  multiplier,
});

const positionAfter = (executions: readonly Execution[], before = FLAT): Position =>
  executions.reduce(applyExecution, before);

/** Executions in one contract, on whole ticks of a quarter paisa. */
const inOneContract = fc
  .record({
    multiplier: fc.constantFrom(1, 10, 30, 100, 1_000, 5_000),
    trades: fc.array(
      fc.record({
        side: fc.constantFrom('BUY' as const, 'SELL' as const),
        quantity: fc.integer({ min: 1, max: 50 }),
        price: fc.integer({ min: 1, max: 4_000_000 }).map((ticks) => ticks * 0.0025),
      }),
      { minLength: 1, maxLength: 40 },
    ),
  })
  .map(({ multiplier, trades }) =>
    trades.map(({ side, quantity, price }) => trade(side, quantity, price, multiplier)),
  );

interface Lot {
  units: number;
  readonly price: Money;
}

/** First in, first out, unit by unit of code of its own. */
const firstInFirstOut = (executions: readonly Execution[]) => {
  const lots: Lot[] = [];
  let realized = 0n;
  for (const { side, quantity, price, multiplier } of executions) {
    let left = side === 'BUY' ? quantity : -quantity;
    for (let [first] = lots; first !== undefined && left * first.units < 0; [first] = lots) {
      const closed = Math.sign(first.units) * Math.min(Math.abs(left), Math.abs(first.units));
      realized += BigInt(price - first.price) * BigInt(closed) * BigInt(multiplier);
      first.units -= closed;
      left += closed;
      if (first.units === 0) lots.shift();
    }
    if (left !== 0) lots.push({ units: left, price });
  }
  const openAt = (mark: Money, multiplier: number): bigint =>
    lots.reduce(
      (sum, { units, price }) => sum + BigInt(mark - price) * BigInt(units) * BigInt(multiplier),
      0n,
    );
  return { realized, openAt };
};

describe('the multiplier of a contract', () => {
  it.each([
    { name: 'CRUDEOIL', multiplier: 100, from: 6_000, to: 6_100, earned: 10_000 },
    { name: 'GOLD', multiplier: 100, from: 135_000, to: 136_000, earned: 100_000 },
    { name: 'USDINR', multiplier: 1_000, from: 86.5, to: 86.6, earned: 100 },
    { name: 'a share', multiplier: 1, from: 100, to: 101, earned: 1 },
  ])('makes one lot of $name from $from to $to earn ₹$earned', ({ multiplier, from, to, earned }) => {
    const long = positionAfter([trade('BUY', 1, from, multiplier)]);
    const closed = positionAfter([trade('SELL', 1, to, multiplier)], long);

    expect(toRupees(averagePrice(long))).toBe(from);
    expect(toRupees(long.cost)).toBe(from * multiplier);
    expect(toRupees(unrealizedProfit(long, fromRupees(to)))).toBe(earned);
    expect(toRupees(closed.realized)).toBe(earned);
    expect(closed.cost).toBe(ZERO);
  });

  it('gives the same total by average cost as by first in, first out', () => {
    fc.assert(
      fc.property(inOneContract, fc.integer({ min: 1, max: 40_000_000 }), (executions, mark) => {
        const position = positionAfter(executions);
        const fifo = firstInFirstOut(executions);
        const price = times(fromRupees(0.0025), mark % 4_000_000);

        const total = add(position.realized, unrealizedProfit(position, price));
        expect(BigInt(total)).toBe(fifo.realized + fifo.openAt(price, position.multiplier));
      }),
    );
  });

  it("equals Kite's own arithmetic on every row, open or closed", () => {
    fc.assert(
      fc.property(inOneContract, fc.integer({ min: 1, max: 4_000_000 }), (executions, mark) => {
        const position = positionAfter(executions);
        const price = times(fromRupees(0.0025), mark);
        const tradedOn = (side: Execution['side']): bigint =>
          executions
            .filter((one) => one.side === side)
            .reduce(
              (sum, one) => sum + BigInt(one.price) * BigInt(one.quantity) * BigInt(one.multiplier),
              0n,
            );

        // pnl = (sell_value − buy_value) + quantity × last_price × multiplier
        const worth = BigInt(position.quantity) * BigInt(price) * BigInt(position.multiplier);
        expect(BigInt(add(position.realized, unrealizedProfit(position, price)))).toBe(
          tradedOn('SELL') - tradedOn('BUY') + worth,
        );
      }),
    );
  });

  it('restates the cost of units that an earlier release took without it', () => {
    const before = positionAfter([trade('BUY', 2, 6_000, 1)]);
    const closed = positionAfter([trade('SELL', 2, 6_100, 100)], before);

    expect(toRupees(restatement(before, 100))).toBe(2 * 6_000 * 99);
    expect(toRupees(closed.realized)).toBe(20_000);
    expect(closed).toMatchObject({ quantity: 0, cost: ZERO, multiplier: 100 });
  });

  it('changes no cost while it stays the same', () => {
    fc.assert(
      fc.property(inOneContract, (executions) => {
        const position = positionAfter(executions);

        expect(restatement(position, position.multiplier)).toBe(ZERO);
        expect(subtract(position.cost, restatement(FLAT, 100))).toBe(position.cost);
      }),
    );
  });
});
