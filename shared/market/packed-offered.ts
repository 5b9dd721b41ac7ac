import * as z from 'zod';
import { add, fromRupees, type Money, times, toRupees } from '../money.ts';
import type { BookLevel, Offered } from './offered.ts';

/** Encodes an absent price or side. A price is above zero. */
const NONE = 0;

/** Pairs of a price difference, in steps, and a quantity. The first difference is from the last price. */
const packedSide = z.union([z.literal(NONE), z.array(z.int())]);

const packedOffered = z.tuple([
  z.int().min(1),
  packedSide,
  packedSide,
  z.int().nullable(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
]);

/**
 * `[step, buy, sell, ms from the last trade to the tick, upper limit, lower limit, bar's low, bar's high]`. `step` is the
 * largest amount that divides all price differences of the book, in ten-thousandths of a rupee: usually the tick size.
 */
export type PackedOffered = z.infer<typeof packedOffered>;

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** A price as a count of ten-thousandths of a rupee. */
const unitsOf = (price: number): number => fromRupees(price);

/** The difference of each level from the level before it, in ten-thousandths of a rupee. */
const differences = (levels: readonly BookLevel[], lastPrice: number): readonly number[] =>
  levels.map(({ price }, index) => unitsOf(price) - unitsOf(levels[index - 1]?.price ?? lastPrice));

/** @param at Epoch milliseconds of the tick. @param price The tick's price in rupees. */
export const packOffered = (offered: Offered, at: number, price: number): PackedOffered => {
  const { depth, last_trade_time, upper_circuit_limit, lower_circuit_limit, bar } = offered;
  const all = [...differences(depth?.buy ?? [], price), ...differences(depth?.sell ?? [], price)];
  const step = Math.max(
    1,
    all.reduce((common, units) => divisor(common, Math.abs(units)), 0),
  );
  const side = (levels: readonly BookLevel[] | undefined): PackedOffered[1] => {
    if (levels === undefined) return NONE;
    const steps = differences(levels, price).map((units) => units / step);
    return levels.flatMap(({ quantity }, index) => [steps[index] ?? 0, quantity]);
  };
  return [
    step,
    side(depth?.buy),
    side(depth?.sell),
    last_trade_time === undefined ? null : at - Date.parse(last_trade_time),
    upper_circuit_limit ?? NONE,
    lower_circuit_limit ?? NONE,
    bar?.low ?? NONE,
    bar?.high ?? NONE,
  ];
};

const levelsIn = (side: readonly number[], step: number, last: Money): BookLevel[] => {
  const levels: BookLevel[] = [];
  const oneStep = step as Money;
  let price = last;
  for (let index = 0; index + 1 < side.length; index += 2) {
    price = add(price, times(oneStep, side[index] ?? 0));
    levels.push({ price: toRupees(price), quantity: side[index + 1] ?? 0 });
  }
  return levels;
};

/** @throws ZodError for a value that is not from `packOffered` */
export const unpackOffered = (packed: unknown, at: number, price: number): Offered => {
  const [step, buy, sell, elapsed, upper, lower, low, high] = packedOffered.parse(packed);
  const last = fromRupees(price);
  return {
    ...(buy !== NONE &&
      sell !== NONE && { depth: { buy: levelsIn(buy, step, last), sell: levelsIn(sell, step, last) } }),
    ...(elapsed !== null && { last_trade_time: new Date(at - elapsed).toISOString() }),
    ...(upper !== NONE && { upper_circuit_limit: upper }),
    ...(lower !== NONE && { lower_circuit_limit: lower }),
    ...(low !== NONE && { bar: { low, high } }),
  };
};
