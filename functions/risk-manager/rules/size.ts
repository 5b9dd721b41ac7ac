import { fromRupees, type Money } from '../../../shared/money.ts';
import type { Parsed } from '../../../shared/parsed.ts';
import { worstOf } from '../holdings.ts';
import {
  type LimitRule,
  type Outcome,
  outcome,
  type Rule,
  type RuleDefinition,
  refused,
  rupees,
} from '../rule.ts';

/** After a change of the lot a position may have a rest that no order can close. It remains until the contract expires. */
const lotSize: Rule = ({ instrument, signal }) => {
  if ('problem' in instrument) return refused(instrument.problem);
  const { lot_size } = instrument.value;
  const { quantity } = signal;
  if (lot_size === 0) return outcome(true, 'the exchange sets no lot');
  const whole = quantity - (quantity % lot_size);
  const most = whole === quantity ? '' : `, at most ${whole} of it`;
  return outcome(whole === quantity, `${quantity} in lots of ${lot_size}${most}`);
};

const freezeQuantity: Rule = ({ instrument, signal }) => {
  if ('problem' in instrument) return refused(instrument.problem);
  const { freeze_quantity } = instrument.value;
  if (freeze_quantity === undefined) return outcome(true, 'the exchange sets none');
  return outcome(
    signal.quantity <= freeze_quantity,
    `${signal.quantity} units; the exchange takes at most ${freeze_quantity} in one order`,
  );
};

/** An amount that is counted against a limit. */
const within = (amount: Parsed<Money>, limitRupees: number): Outcome => {
  if ('problem' in amount) return refused(amount.problem);
  const limit = fromRupees(limitRupees);
  return outcome(amount.value <= limit, `${rupees(amount.value)} of ${rupees(limit)}`);
};

const maxOrderNotional: LimitRule = ({ instrument, notional }, limits) =>
  within('problem' in instrument ? instrument : notional, limits.max_order_notional);

/** The position stays within the limit with any outcome of the pending orders and this one. */
const maxPositionSize: LimitRule = ({ range }, limits) =>
  outcome(
    worstOf(range) <= limits.max_position_size,
    `between ${range.lowest} and ${range.highest} units of ${limits.max_position_size}`,
  );

const maxOpenExposure: LimitRule = ({ exposure }, limits) => within(exposure, limits.max_open_exposure);

/** Whether the order, the position and the account stay small enough. */
export const SIZE_RULES = {
  LOT_SIZE: {
    title: 'Broken lot',
    checks: 'The quantity is a whole number of lots.',
    limits: null,
    reductions: 'judged',
    rule: lotSize,
  },
  FREEZE_QUANTITY: {
    title: 'Freeze quantity',
    checks: 'The quantity is at most what the exchange takes in one order.',
    limits: null,
    reductions: 'judged',
    rule: freezeQuantity,
  },
  MAX_ORDER_NOTIONAL: {
    title: 'Order too large',
    checks:
      "Quantity × newest known price × the contract's multiplier. A sale of an option counts with the price of its underlying.",
    limits: ['max_order_notional'],
    reductions: 'pass',
    rule: maxOrderNotional,
  },
  MAX_POSITION_SIZE: {
    title: 'Position too large',
    checks:
      "The strategy's position in the instrument at the worst outcome of its pending orders, this one included.",
    limits: ['max_position_size'],
    reductions: 'pass',
    rule: maxPositionSize,
  },
  MAX_OPEN_EXPOSURE: {
    title: 'Account too exposed',
    checks:
      'The worth of all positions, long and short added up, at the worst outcome of all pending orders, this one included. A written option counts with the price of its underlying.',
    limits: ['max_open_exposure'],
    reductions: 'pass',
    rule: maxOpenExposure,
  },
} as const satisfies Record<string, RuleDefinition>;
