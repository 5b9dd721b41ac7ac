import type { OrderFilled, PositionAdjusted } from '../events/types.ts';
import { add, fromRupees, type Money, negate, proportion, subtract, times, ZERO } from '../money.ts';

/**
 * What is held of one instrument and what it has earned. The cost of the open part is kept whole and the average
 * price follows from it: an average that is rounded and multiplied again drifts, a cost does not. Fees aside,
 * the money that came in less the money that went out is `realized − cost` at every moment, to the unit.
 */
export interface Position {
  /** Signed units: negative when short. */
  readonly quantity: number;
  /** What the open units cost, signed like the quantity: the proceeds of a short are a negative cost. */
  readonly cost: Money;
  /** Earned by closing, before fees. */
  readonly realized: Money;
  /** All fees so far. */
  readonly fees: Money;
  /** Of the contract: rupees per unit of price and unit of quantity. */
  readonly multiplier: number;
}

/** One execution. */
export interface Execution {
  readonly side: 'BUY' | 'SELL';
  /** Whole units, more than none. */
  readonly quantity: number;
  /** Per unit. */
  readonly price: Money;
  readonly fees: Money;
  readonly multiplier: number;
}

export const FLAT: Position = { quantity: 0, cost: ZERO, realized: ZERO, fees: ZERO, multiplier: 1 };

type ExecutionFields = Pick<OrderFilled, 'signal_type' | 'quantity' | 'fill_price' | 'fees' | 'multiplier'>;

/** The execution that a fill reports. */
export const executionOf = ({
  signal_type: side,
  quantity,
  fill_price,
  fees,
  multiplier = 1,
}: ExecutionFields): Execution => ({
  side,
  quantity,
  price: fromRupees(fill_price),
  fees: fromRupees(fees),
  multiplier,
});

/** What units are worth at a price. */
export const worth = ({ multiplier }: Position, price: Money, units: number): Money =>
  times(price, units * multiplier);

/** Takes units off at their share of the cost; the last unit takes what is left of it, so nothing remains. */
const reduce = (position: Position, signed: number, price: Money): Position => {
  const released = negate(proportion(position.cost, signed, position.quantity));
  const proceeds = negate(worth(position, price, signed));
  return {
    ...position,
    quantity: position.quantity + signed,
    cost: subtract(position.cost, released),
    realized: add(position.realized, subtract(proceeds, released)),
  };
};

const extend = (position: Position, signed: number, price: Money): Position => ({
  ...position,
  quantity: position.quantity + signed,
  cost: add(position.cost, worth(position, price, signed)),
});

/**
 * How much the cost of the open units changes when their contract turns out to have another multiplier. Fills of an
 * earlier release had none, so the first fill with one corrects the position.
 */
export const restatement = ({ cost, multiplier: before }: Position, multiplier: number): Money =>
  multiplier === before ? ZERO : subtract(proportion(cost, multiplier, before), cost);

/**
 * The position after an execution: adds raise the cost, reductions realize against the average cost, and an
 * execution beyond flat closes the position and opens the rest on the other side.
 * @throws AlphaPandaError `AMOUNT_OUT_OF_RANGE` or `QUANTITY_NOT_WHOLE`.
 */
export const applyExecution = (position: Position, execution: Execution): Position => {
  const signed = execution.side === 'BUY' ? execution.quantity : -execution.quantity;
  const charged = {
    ...position,
    cost: add(position.cost, restatement(position, execution.multiplier)),
    fees: add(position.fees, execution.fees),
    multiplier: execution.multiplier,
  };
  const opposite = position.quantity !== 0 && position.quantity < 0 !== signed < 0;
  if (!opposite) return extend(charged, signed, execution.price);
  const closing = Math.sign(signed) * Math.min(Math.abs(signed), Math.abs(position.quantity));
  const reduced = reduce(charged, closing, execution.price);
  return closing === signed ? reduced : extend(reduced, signed - closing, execution.price);
};

/** Average price of the open units, to the nearest ten-thousandth of a rupee; zero when flat. */
export const averagePrice = ({ quantity, cost, multiplier }: Position): Money =>
  quantity === 0 ? ZERO : proportion(cost, 1, quantity * multiplier);

/** Earned by closing, after all fees, those of the open units included. */
export const realizedProfit = ({ realized, fees }: Position): Money => subtract(realized, fees);

/** What closing everything at this price would earn, before the fees of doing so. */
export const unrealizedProfit = (position: Position, price: Money): Money =>
  subtract(worth(position, price, position.quantity), position.cost);

type AdjustmentFields = Pick<PositionAdjusted, 'quantity_before' | 'quantity_after' | 'cash'>;

/**
 * The position after a corporate action: other units at the same cost, and cash that was earned. A position of which no
 * unit is left has lost its cost.
 */
export const applyAdjustment = (
  position: Position,
  { quantity_before, quantity_after, cash }: AdjustmentFields,
): Position => {
  const quantity = position.quantity + quantity_after - quantity_before;
  const realized = add(position.realized, fromRupees(cash));
  if (quantity !== 0) return { ...position, quantity, realized };
  return { ...position, quantity, cost: ZERO, realized: subtract(realized, position.cost) };
};
