import type { Controls } from '../../shared/controls/controls.ts';
import { signalAge } from '../../shared/controls/signal-age.ts';
import { isReduction } from '../../shared/market/reduction.ts';
import type { PaperFailure } from './paper-order.ts';

/** What decides whether an order may still go out. */
export interface Request {
  /** Units that the strategy holds of the instrument at this moment, negative when short. */
  readonly held: number;
  /** Signed units of the order. */
  readonly quantity: number;
  /** The signal's own time, epoch milliseconds. */
  readonly signalAt: number;
  /** The market's time, epoch milliseconds. */
  readonly now: number;
}

export interface Refusal {
  readonly reason: Extract<PaperFailure, 'KILL_SWITCH' | 'STALE_SIGNAL'>;
  readonly detail: string;
}

/**
 * Why an order that risk let pass may not go out any more; undefined where it may. A verdict is of the moment at which
 * it was given: while its signal waited, a user may have stopped trading, the market has moved, and the position
 * that it was to reduce may be closed. So the positions, settings and prices of now decide, not those of the verdict.
 * An order that only reduces what is held now always may.
 */
export const refusalOf = (
  { held, quantity, signalAt, now }: Request,
  { killSwitch, limits }: Controls,
): Refusal | undefined => {
  if (isReduction({ lowest: held, highest: held }, quantity)) return undefined;
  if (killSwitch.engaged) return { reason: 'KILL_SWITCH', detail: killSwitch.reason };
  if ('problem' in limits) return { reason: 'KILL_SWITCH', detail: limits.problem };
  const { isFresh, detail } = signalAge(signalAt, now, limits.value);
  return isFresh ? undefined : { reason: 'STALE_SIGNAL', detail };
};
