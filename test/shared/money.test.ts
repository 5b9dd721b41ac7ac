import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  absolute,
  add,
  atRate,
  fromRupees,
  inRange,
  type Money,
  negate,
  perUnit,
  proportion,
  subtract,
  times,
  toRupees,
  toTick,
  ZERO,
} from '../../shared/money.ts';
import { check } from '../support/seed.ts';

/** As far as the wire's amounts reach: ±₹10,000 crore, in ten-thousandths. */
const REACH = 1e15;
const money = (units: number): Money => fromRupees(units / 10_000);
const monies = (reach = REACH) => fc.integer({ min: -reach, max: reach }).map(money);
const outOfRange = expect.objectContaining({ code: 'AMOUNT_OUT_OF_RANGE' });

/** `numerator / denominator` rounded half away from zero, by another way than the code's. */
const roundedQuotient = (numerator: bigint, denominator: bigint): bigint => {
  const sign = numerator < 0n === denominator < 0n ? 1n : -1n;
  const [n, d] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  return sign * (n / d + (2n * (n % d) >= d ? 1n : 0n));
};

describe('money on the wire', () => {
  it('comes back from rupees to the ten-thousandth', () => {
    check(
      fc.property(fc.integer({ min: -REACH, max: REACH }), (units) => {
        expect(fromRupees(units / 10_000)).toBe(units + 0);
      }),
      1_000,
    );
  });

  it('leaves as the rupees that were meant', () => {
    expect(toRupees(fromRupees(15_500.05))).toBe(15_500.05);
    expect(toRupees(add(fromRupees(0.1), fromRupees(0.2)))).toBe(0.3);
    expect(toRupees(fromRupees(83.0025))).toBe(83.0025);
  });

  it('has no negative zero, which would not equal zero in a checkpoint', () => {
    for (const zero of [fromRupees(-0), negate(ZERO), times(money(-1), 0), atRate(money(-1), 0)]) {
      expect(Object.is(zero, 0)).toBe(true);
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e13, -1e13])('refuses %d rupees', (rupees) => {
    expect(() => fromRupees(rupees)).toThrow(outOfRange);
  });
});

describe('sums', () => {
  it('agree with integers of any size', () => {
    check(
      fc.property(fc.array(monies(1e14), { maxLength: 50 }), monies(), (amounts, other) => {
        const sum = amounts.reduce((total, amount) => total + BigInt(amount), 0n);

        expect(BigInt(add(...amounts))).toBe(sum);
        expect(BigInt(subtract(add(...amounts), other))).toBe(sum - BigInt(other));
      }),
    );
  });

  it('do not drift in a million additions', () => {
    let total = ZERO;
    let back = ZERO;
    const paisa = fromRupees(0.01);
    const fill = fromRupees(15_500.05);

    for (let n = 0; n < 1_000_000; n += 1) {
      total = add(total, paisa);
      back = subtract(add(back, fill), paisa);
    }

    expect(toRupees(total)).toBe(10_000);
    expect(toRupees(back)).toBe(15_500_040_000);
  });

  it('refuse what is out of range, also on the way to a sum that is not', () => {
    const most = times(fromRupees(0.0001), Number.MAX_SAFE_INTEGER);

    expect(() => add(most, money(1))).toThrow(outOfRange);
    expect(() => add(most, money(2), negate(most))).toThrow(outOfRange);
    expect(() => subtract(negate(most), money(1))).toThrow(outOfRange);
  });

  it('keep size and turn sign', () => {
    check(
      fc.property(monies(), (amount) => {
        expect(add(amount, negate(amount))).toBe(ZERO);
        expect(absolute(negate(amount))).toBe(absolute(amount));
        expect(absolute(amount)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('an amount that may be too large', () => {
  it('is undefined if a step on the way is not exact, and the amount otherwise', () => {
    expect(inRange(() => times(fromRupees(1e8), 1e6))).toBeUndefined();
    expect(inRange(() => subtract(fromRupees(1), fromRupees(1)))).toBe(ZERO);
  });

  it('throws other errors', () => {
    expect(() => inRange(() => times(fromRupees(1), 0.5))).toThrow(/not a whole number/);
  });
});

describe('price times quantity', () => {
  it('is exact or refused', () => {
    check(
      fc.property(monies(1e12), fc.integer({ min: -1e6, max: 1e6 }), (price, quantity) => {
        const exact = BigInt(price) * BigInt(quantity);

        if (exact <= BigInt(Number.MAX_SAFE_INTEGER) && exact >= BigInt(Number.MIN_SAFE_INTEGER)) {
          expect(BigInt(times(price, quantity))).toBe(exact);
        } else {
          expect(() => times(price, quantity)).toThrow(outOfRange);
        }
      }),
      1_000,
    );
  });

  it('accepts only whole units', () => {
    expect(() => times(money(1), 0.5)).toThrow(
      expect.objectContaining({
        code: 'QUANTITY_NOT_WHOLE',
        message: 'quantity 0.5 is not a whole number of units',
      }),
    );
  });
});

describe('proportion', () => {
  it.each([
    [1, 1, 2, 1],
    [-1, 1, 2, -1],
    [1, -1, 2, -1],
    [3, 1, 2, 2],
    [1, 1, 3, 0],
    [2, 1, 3, 1],
    [-2, 1, 3, -1],
    [5, -1, -2, 3],
    [0, 7, -3, 0],
  ])('of %i by %i/%i is %i: half goes away from zero', (amount, numerator, denominator, expected) => {
    expect(proportion(money(amount), numerator, denominator)).toBe(expected);
  });

  it('agrees with integers of any size', () => {
    check(
      fc.property(
        monies(),
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.integer({ min: 1e9, max: 2e9 }),
        fc.boolean(),
        (amount, numerator, denominator, negative) => {
          const divisor = negative ? -denominator : denominator;

          expect(BigInt(proportion(amount, numerator, divisor))).toBe(
            roundedQuotient(BigInt(amount) * BigInt(numerator), BigInt(divisor)),
          );
        },
      ),
      1_000,
    );
  });

  it('shared out over all parts leaves less than half a unit per part', () => {
    check(
      fc.property(
        monies(1e12),
        fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 20 }),
        (amount, parts) => {
          const whole = parts.reduce((sum, part) => sum + part, 0);
          const shares = parts.map((part) => proportion(amount, part, whole));

          expect(Math.abs(subtract(add(...shares), amount))).toBeLessThanOrEqual(parts.length / 2);
        },
      ),
    );
  });
});

describe('rounding', () => {
  it('of a rate is to the nearest ten-thousandth', () => {
    check(
      fc.property(monies(1e13), fc.integer({ min: 0, max: 1_000_000 }), (amount, millionths) => {
        const error =
          BigInt(atRate(amount, millionths / 1e6)) * 1_000_000n - BigInt(amount) * BigInt(millionths);

        // Half a unit, and what a double cannot tell from it.
        expect(error < 0n ? -error : error).toBeLessThanOrEqual(502_000n);
      }),
      1_000,
    );
  });

  it('to a tick is the nearest multiple of it', () => {
    check(
      fc.property(
        fc.integer({ min: 1, max: 1e12 }).map(money),
        fc.constantFrom(25, 100, 500, 1_000, 10_000).map(money),
        (price, tick) => {
          const rounded = toTick(price, tick);

          expect(rounded % tick).toBe(0);
          expect(Math.abs(rounded - price) * 2).toBeLessThanOrEqual(tick);
        },
      ),
      500,
    );
  });

  it('to a tick of zero is refused', () => {
    expect(() => toTick(money(1), ZERO)).toThrow(outOfRange);
  });

  it('per unit is the exact share, rounded up or down to the next ten-thousandth', () => {
    check(
      fc.property(
        fc.integer({ min: 0, max: REACH }).map(money),
        fc.integer({ min: 1, max: 1e9 }),
        (amount, units) => {
          const down = BigInt(amount) / BigInt(units);
          const up = (BigInt(amount) + BigInt(units) - 1n) / BigInt(units);

          expect(perUnit(amount, units, 'down')).toBe(Number(down));
          expect(perUnit(amount, units, 'up')).toBe(Number(up));
        },
      ),
      500,
    );
  });
});
