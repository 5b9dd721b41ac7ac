import { AlphaPandaError } from './errors.ts';

/**
 * An exact amount: a whole number of ten-thousandths of a rupee (1 paisa = 100).
 * Four decimals hold every Indian tick size (currency futures tick by ₹0.0025), and a safe integer reaches
 * ₹90,000 crore, so sums of any number of fills are exact.
 */
export type Money = number & { readonly __money: unique symbol };

const UNITS_PER_RUPEE = 10_000;

const money = (units: number): Money => {
  if (!Number.isSafeInteger(units)) {
    throw new AlphaPandaError(
      'AMOUNT_OUT_OF_RANGE',
      `${units} ten-thousandths of a rupee is not an exact amount`,
    );
  }
  return (units + 0) as Money;
};

export const ZERO = money(0);

/** From rupees as they stand on the wire; a finer fraction is rounded to the nearest ten-thousandth. */
export const fromRupees = (rupees: number): Money => money(Math.round(rupees * UNITS_PER_RUPEE));

/** To rupees for the wire: the double nearest to the exact amount. */
export const toRupees = (amount: Money): number => amount / UNITS_PER_RUPEE;

/** An amount; undefined if it, or a step on the way to it, is too large to be exact. */
export const inRange = (amount: () => Money): Money | undefined => {
  try {
    return amount();
  } catch (thrown) {
    if (thrown instanceof AlphaPandaError && thrown.code === 'AMOUNT_OUT_OF_RANGE') return undefined;
    throw thrown;
  }
};

/** The sum; each step of it is checked, so what goes out of range on the way cannot come back rounded. */
export const add = (...amounts: readonly Money[]): Money =>
  amounts.reduce((sum, amount) => money(sum + amount), ZERO);
export const subtract = (a: Money, b: Money): Money => money(a - b);
export const negate = (a: Money): Money => money(-a);
export const absolute = (a: Money): Money => money(Math.abs(a));

/** Price × quantity; the quantity is a whole number of units (shares, contracts × lot). */
export const times = (price: Money, quantity: number): Money => {
  if (!Number.isSafeInteger(quantity)) {
    throw new AlphaPandaError('QUANTITY_NOT_WHOLE', `quantity ${quantity} is not a whole number of units`);
  }
  return money(price * quantity);
};

/**
 * `amount × numerator / denominator`, rounded half away from zero; exact in between, also where the product
 * outgrows a double.
 */
export const proportion = (amount: Money, numerator: number, denominator: number): Money => {
  const product = BigInt(amount) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const doubled = product * 2n + (product < 0n === divisor < 0n ? divisor : -divisor);
  return money(Number(doubled / (divisor * 2n)));
};

/** An amount divided among whole units, rounded up or down to the ten-thousandth. */
export const perUnit = (amount: Money, units: number, rounding: 'up' | 'down'): Money => {
  const rest = amount % units;
  const down = (amount - rest) / units;
  return money(rounding === 'up' && rest > 0 ? down + 1 : down);
};

/** `amount × rate`, the rate a decimal fraction such as 0.0003, rounded to the nearest ten-thousandth. */
export const atRate = (amount: Money, rate: number): Money => money(Math.round(amount * rate));

/** Rounded to a multiple of the instrument's tick size. */
export const toTick = (price: Money, tickSize: Money): Money =>
  money(Math.round(price / tickSize) * tickSize);
