import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyExecution,
  averagePrice,
  type Execution,
  FLAT,
  type Position,
  realizedProfit,
  unrealizedProfit,
} from '../../../shared/market/position.ts';
import { add, fromRupees, negate, subtract, times, toRupees, ZERO } from '../../../shared/money.ts';

const buy = (quantity: number, price: number, fees = 0): Execution => ({
  side: 'BUY',
  quantity,
  price: fromRupees(price),
  fees: fromRupees(fees),
  multiplier: 1,
});
const sell = (quantity: number, price: number, fees = 0): Execution => ({
  ...buy(quantity, price, fees),
  side: 'SELL',
});
const positionAfter = (...executions: readonly Execution[]): Position =>
  executions.reduce(applyExecution, FLAT);

/** Money in less money out, fees aside. */
const cashOf = (executions: readonly Execution[]) =>
  executions.reduce((cash, { side, quantity, price }) => {
    const worth = times(price, quantity);
    return add(cash, side === 'SELL' ? worth : negate(worth));
  }, ZERO);

const execution = fc.record({
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  quantity: fc.integer({ min: 1, max: 500 }),
  price: fc.integer({ min: 1, max: 100_000 }).map((ticks) => fromRupees(ticks * 0.05)),
  fees: fc.integer({ min: 0, max: 1_000_000 }).map((units) => times(fromRupees(0.0001), units)),
  multiplier: fc.constant(1),
});

/** A small generator of its own, for streams too long for fast-check. */
const randomExecutions = (count: number): Execution[] => {
  let seed = 20_220_616;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () => ({
    side: next(2) === 0 ? 'BUY' : 'SELL',
    quantity: 1 + next(75),
    price: fromRupees((1 + next(400_000)) * 0.05),
    fees: times(fromRupees(0.0001), next(300_000)),
    multiplier: 1,
  }));
};

interface Exact {
  readonly quantity: bigint;
  /** Cost as a fraction. */
  readonly cost: readonly [bigint, bigint];
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));
const fraction = (numerator: bigint, denominator: bigint): readonly [bigint, bigint] => {
  const common = gcd(numerator, denominator) || 1n;
  const sign = denominator < 0n ? -1n : 1n;
  return [(sign * numerator) / common, (sign * denominator) / common];
};

/** Average-cost accounting in exact fractions. */
const exactly = (executions: readonly Execution[]): Exact =>
  executions.reduce(
    ({ quantity, cost: [n, d] }: Exact, { side, quantity: size, price }): Exact => {
      const signed = side === 'BUY' ? BigInt(size) : -BigInt(size);
      const left = quantity + signed;
      const worth = BigInt(price) * signed;
      if (quantity === 0n || quantity < 0n === signed < 0n) {
        return { quantity: left, cost: fraction(n + worth * d, d) };
      }
      if (left === 0n || left < 0n !== quantity < 0n) {
        return { quantity: left, cost: [BigInt(price) * left, 1n] };
      }
      return { quantity: left, cost: fraction(n * left, d * quantity) };
    },
    { quantity: 0n, cost: [0n, 1n] },
  );

describe('a position', () => {
  it('averages what it adds', () => {
    const position = positionAfter(buy(10, 100), buy(30, 110));

    expect(position.quantity).toBe(40);
    expect(toRupees(averagePrice(position))).toBe(107.5);
    expect(position.realized).toBe(ZERO);
  });

  it('realizes a reduction against the average, which stays', () => {
    const position = positionAfter(buy(10, 100), buy(30, 110), sell(20, 112));

    expect(toRupees(position.realized)).toBe(90);
    expect(toRupees(averagePrice(position))).toBe(107.5);
  });

  it('earns on a short when the price falls', () => {
    const position = positionAfter(sell(50, 200), buy(20, 190));

    expect(position.quantity).toBe(-30);
    expect(toRupees(position.realized)).toBe(200);
    expect(toRupees(averagePrice(position))).toBe(200);
    expect(toRupees(unrealizedProfit(position, fromRupees(195)))).toBe(150);
  });

  it('flips: closes at a profit and opens the rest at the new price', () => {
    const position = positionAfter(buy(10, 100), sell(25, 104));

    expect(position.quantity).toBe(-15);
    expect(toRupees(position.realized)).toBe(40);
    expect(toRupees(averagePrice(position))).toBe(104);
  });

  it('takes all fees off the realized profit, those of opening too', () => {
    const position = positionAfter(buy(10, 100, 12.34), sell(4, 101, 5.66));

    expect(toRupees(realizedProfit(position))).toBe(4 - 18);
  });

  it('leaves nothing of its cost when flat, also where the average has no end', () => {
    const position = positionAfter(buy(1, 100), buy(2, 100.05), sell(1, 100), sell(1, 100), sell(1, 100));

    expect(position.quantity).toBe(0);
    expect(position.cost).toBe(ZERO);
    expect(averagePrice(position)).toBe(ZERO);
    expect(toRupees(position.realized)).toBe(-0.1);
  });

  it('flips as if it had been closed and opened', () => {
    fc.assert(
      fc.property(
        fc.array(execution, { maxLength: 8 }),
        execution,
        fc.integer({ min: 1, max: 500 }),
        (past, last, beyond) => {
          const before = positionAfter(...past);
          fc.pre(before.quantity !== 0);
          const side = before.quantity > 0 ? 'SELL' : 'BUY';
          const close = { ...last, side, quantity: Math.abs(before.quantity) } as const;
          const open = { ...last, side, quantity: beyond, fees: ZERO } as const;

          const inTwo = [close, open].reduce(applyExecution, before);
          const atOnce = applyExecution(before, { ...close, quantity: close.quantity + beyond });

          expect(atOnce).toEqual(inTwo);
        },
      ),
    );
  });

  it('is the same for any order of the parts of an adding order', () => {
    fc.assert(
      fc.property(
        fc.array(execution, { maxLength: 8 }),
        fc.array(execution, { minLength: 2, maxLength: 6 }),
        (past, parts) => {
          const before = positionAfter(...past);
          const side = before.quantity >= 0 ? 'BUY' : 'SELL';
          const filled = parts.map((part) => ({ ...part, side }) as const);

          expect(filled.reduceRight((position, part) => applyExecution(position, part), before)).toEqual(
            filled.reduce(applyExecution, before),
          );
        },
      ),
    );
  });

  it('earns the same for any order of the parts of a closing order', () => {
    fc.assert(
      fc.property(
        fc.array(execution, { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 1, max: 4_000 }),
        (parts, paise) => {
          const closing = parts.map((part) => ({ ...part, side: 'SELL' }) as const);
          const size = closing.reduce((sum, { quantity }) => sum + quantity, 0);
          const before = positionAfter(buy(1, paise / 100), buy(size - 1, 99.95));

          const forth = closing.reduce(applyExecution, before);
          const back = closing.reduceRight((position, part) => applyExecution(position, part), before);

          expect(back).toEqual(forth);
          expect(forth.quantity).toBe(0);
        },
      ),
    );
  });

  it('loses and makes no ten-thousandth of a rupee in a hundred thousand fills', () => {
    const executions = randomExecutions(100_000);

    const position = positionAfter(...executions);

    expect(subtract(position.realized, position.cost)).toBe(cashOf(executions));
    expect(position.fees).toBe(executions.reduce((sum, { fees }) => add(sum, fees), ZERO));
    const signed = executions.reduce(
      (sum, { side, quantity }) => sum + (side === 'BUY' ? quantity : -quantity),
      0,
    );
    expect(position.quantity).toBe(signed);
  });

  it('conserves money after every fill', () => {
    fc.assert(
      fc.property(fc.array(execution, { maxLength: 40 }), (executions) => {
        const position = positionAfter(...executions);

        expect(subtract(position.realized, position.cost)).toBe(cashOf(executions));
      }),
    );
  });

  it('stays within a ten-thousandth per reduction of average cost in exact fractions', () => {
    fc.assert(
      fc.property(fc.array(execution, { maxLength: 40 }), (executions) => {
        const position = positionAfter(...executions);
        const { quantity, cost } = exactly(executions);

        expect(BigInt(position.quantity)).toBe(quantity);
        const [numerator, denominator] = cost;
        const difference = BigInt(position.cost) * denominator - numerator;
        const bound = denominator * BigInt(executions.length);
        expect(difference <= bound && difference >= -bound).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is never of another sign than its cost', () => {
    fc.assert(
      fc.property(fc.array(execution, { maxLength: 40 }), (executions) => {
        const { quantity, cost } = positionAfter(...executions);

        expect(Math.sign(cost)).toBe(Math.sign(quantity));
      }),
    );
  });
});
