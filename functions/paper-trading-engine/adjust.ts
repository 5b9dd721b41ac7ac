import { ALPHA_PANDA, uuidV5 } from '../../shared/events/ids.ts';
import type { OrderFailed, PositionAdjusted } from '../../shared/events/types.ts';
import type { CorporateAction } from '../../shared/market/corporate-action.ts';
import { contractOf, type Instrument } from '../../shared/market/instrument.ts';
import { dayOfDate } from '../../shared/market/ist.ts';
import { type LastPrice, priceBeforeDay, type Quote } from '../../shared/market/last-price.ts';
import {
  add,
  fromRupees,
  type Money,
  proportion,
  subtract,
  times,
  toRupees,
  ZERO,
} from '../../shared/money.ts';
import { closingOrder, positionKeyOf } from './closing-order.ts';
import { type OwnPosition, REMEMBERED_DAYS } from './own-positions.ts';
import { failureOf } from './paper-order.ts';

type Adjusting = Exclude<CorporateAction, { readonly kind: 'no_action' }>;

/** Units that were held when a day began; undefined if fills of too many days came since. */
const heldWhenBegan = ({ units, days = [] }: OwnPosition, day: number): number | undefined => {
  const oldest = days[0];
  if (days.length >= REMEMBERED_DAYS && oldest !== undefined && oldest[0] > day) return undefined;
  return days.find(([filled]) => filled >= day)?.[1] ?? units;
};

/** How many units old units become, and the value of what is left of a share, at the price after the action. */
const exchanged = (held: number, action: Adjusting, price: Money | undefined) => {
  if (action.kind === 'dividend') return { units: held, fraction: ZERO };
  const { old_units, new_units } = action;
  const units = Math.trunc((held * new_units) / old_units);
  const left = held * new_units - units * old_units;
  return { units, fraction: price === undefined ? ZERO : proportion(price, left, old_units) };
};

/** The price before the ex date as it is after the action; undefined without one. */
const priceAfter = (before: number | undefined, action: Adjusting): Money | undefined => {
  if (before === undefined) return undefined;
  const old = subtract(fromRupees(before), fromRupees(action.rupees_per_unit ?? 0));
  const price = action.kind === 'dividend' ? old : proportion(old, action.old_units, action.new_units);
  return price > ZERO ? price : undefined;
};

export type Adjustment =
  | { readonly adjusted: true; readonly data: PositionAdjusted }
  | { readonly adjusted: false; readonly data: OrderFailed };

/** Older actions are history: a position of an earlier release does not know whether it was held then. */
const MAX_DAYS_LATE = 30;

/** The actions that a position has not had, oldest first. */
export const dueActions = (
  { adjusted = [] }: OwnPosition,
  actions: readonly CorporateAction[],
  date: string,
): readonly Adjusting[] =>
  actions
    .filter((action): action is Adjusting => action.kind !== 'no_action')
    .filter(({ ex_date }) => {
      const late = dayOfDate(date) - dayOfDate(ex_date);
      return late >= 0 && late <= MAX_DAYS_LATE && !adjusted.includes(ex_date);
    });

/**
 * What an action does to a position: units that were held when the ex date began are exchanged, and get the dividend.
 * Undefined if none were held. Fractions of a share are paid at the price after the action.
 */
export const adjustmentOf = (
  position: OwnPosition,
  instrument: Instrument,
  action: Adjusting,
  recorded: (Quote & Partial<LastPrice>) | undefined,
  timestamp: string,
): Adjustment | undefined => {
  const { strategyId, instrumentToken, units } = position;
  const exDay = dayOfDate(action.ex_date);
  const name = `${action.kind}|paper|${contractOf(instrument)}|${action.ex_date}|${positionKeyOf(position)}`;
  const id = uuidV5(ALPHA_PANDA, name);
  const held = heldWhenBegan(position, exDay);
  if (held === 0 || (held === undefined && units === 0)) return undefined;
  if (held === undefined) {
    const order = closingOrder(position, { cause: 'expiry', signalId: id, timestamp });
    const detail = `${action.kind} of ${contractOf(instrument)} on ${action.ex_date}`;
    return { adjusted: false, data: failureOf(order, 'ADJUSTMENT_TOO_LATE', detail) };
  }
  const price = priceAfter(recorded && priceBeforeDay({ previous: undefined, ...recorded }, exDay), action);
  const { units: becomes, fraction } = exchanged(held, action, price);
  const dividend = times(fromRupees(action.rupees_per_unit ?? 0), held);
  return {
    adjusted: true,
    data: {
      adjustment_id: id,
      strategy_id: strategyId,
      instrument_token: instrumentToken,
      contract: contractOf(instrument),
      kind: action.kind,
      ex_date: action.ex_date,
      quantity_before: units,
      quantity_after: units - held + becomes,
      cash: toRupees(add(dividend, fraction)),
      ...(price !== undefined && { market_price: toRupees(price) }),
      execution_mode: 'paper',
      timestamp,
    },
  };
};
