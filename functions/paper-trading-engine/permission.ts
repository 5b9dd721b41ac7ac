import type { Controls } from '../../shared/controls/controls.ts';
import { signalAge } from '../../shared/controls/signal-age.ts';
import type { Segment } from '../../shared/market/instrument.ts';
import { type Product, productsOf } from '../../shared/market/product.ts';
import { isReduction } from '../../shared/market/reduction.ts';
import type { PaperFailure } from './paper-order.ts';

/** The facts that decide whether an order is still allowed. */
export interface Request {
  /** The strategy's current position in the instrument; negative for short. */
  readonly held: number;
  /** Signed units of the order. */
  readonly quantity: number;
  /** The signal's time, epoch milliseconds. */
  readonly signalAt: number;
  /** The market's time, epoch milliseconds. */
  readonly now: number;
  readonly product: Product;
  /** Undefined if the instrument is not known. */
  readonly segment: Segment | undefined;
  /** Whether the broker is closing the intraday positions of the market. */
  readonly squaresOff: boolean;
}

export interface Refusal {
  readonly reason: Extract<
    PaperFailure,
    'KILL_SWITCH' | 'STALE_SIGNAL' | 'SHORT_DELIVERY' | 'PRODUCT_NOT_AVAILABLE' | 'SQUARE_OFF_TIME'
  >;
  readonly detail: string;
}

/**
 * Why an order that risk validated is no longer allowed; undefined if it is allowed. A verdict is valid for its
 * moment. While its signal waited, a user may have stopped trading, the market may have moved, and the position may
 * have been closed. So the current positions, settings and prices decide. An order that only reduces the current
 * position is always allowed.
 */
export const refusalOf = (
  { held, quantity, signalAt, now, product, segment, squaresOff }: Request,
  { killSwitch, limits }: Controls,
): Refusal | undefined => {
  if (isReduction({ lowest: held, highest: held }, quantity)) return undefined;
  if (killSwitch.engaged) return { reason: 'KILL_SWITCH', detail: killSwitch.reason };
  if (segment !== undefined && !productsOf(segment).includes(product)) {
    return { reason: 'PRODUCT_NOT_AVAILABLE', detail: `${product} in ${segment}` };
  }
  if (product === 'CNC' && quantity < 0) {
    return { reason: 'SHORT_DELIVERY', detail: `${-quantity} units of ${Math.max(0, held)}` };
  }
  if (product === 'MIS' && squaresOff) {
    return { reason: 'SQUARE_OFF_TIME', detail: new Date(now).toISOString() };
  }
  if ('problem' in limits) return { reason: 'KILL_SWITCH', detail: limits.problem };
  const { isFresh, detail } = signalAge(signalAt, now, limits.value);
  return isFresh ? undefined : { reason: 'STALE_SIGNAL', detail };
};
