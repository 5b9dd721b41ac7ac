import type { EventOf } from '../../shared/events/envelope.ts';
import { contentOf, isRepeated } from '../../shared/events/repeated.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { type Emit, emitEvent } from '../../shared/kernel/stage.ts';
import { refuseFuture } from '../../shared/market/future.ts';
import type { PaperEngineContext } from './context.ts';
import { expiredContract, settle } from './expiry.ts';
import type { OwnPosition } from './own-positions.ts';
import type { PaperOutcome, PaperTrader } from './paper-trader.ts';
import { isSquaredOff, squareOff } from './square-off.ts';
import type { PaperEngineState } from './state.ts';

const { ordersFilled, ordersFailed } = topicsFor('paper');

/** Emits the outcome of a position's order, and takes a fill off the position. */
const record = ({ positions }: PaperEngineState, position: OwnPosition, outcome: PaperOutcome): Emit => {
  if (!outcome.filled) return emitEvent(ordersFailed, 'order_failed', outcome.data);
  const { signal_type, quantity } = outcome.data;
  const { strategyId, instrumentToken } = position;
  positions.add(strategyId, instrumentToken, signal_type === 'BUY' ? quantity : -quantity, position);
  return emitEvent(ordersFilled, 'order_filled', outcome.data);
};

/**
 * What a moment of the trading day does with the open positions. Each moment counts once. The kill switch does not apply:
 * all that it does reduces positions.
 * @throws PoisonError `FROM_THE_FUTURE`, `DUPLICATE_ID`
 */
export const reduceSessionEvent = (
  state: PaperEngineState,
  event: EventOf<'session_event'>,
  context: PaperEngineContext,
  trader: PaperTrader,
): readonly Emit[] => {
  refuseFuture(`session event ${event.id}`, Date.parse(event.ts), context.now);
  if (isRepeated(state.moments, event)) return [];
  state.moments.remember(event.id, contentOf(event));
  const { kind } = event.data;
  switch (kind) {
    case 'expiry':
      return state.positions.all().flatMap((position) => {
        const contract = expiredContract(position, event.data, context);
        return contract === undefined
          ? []
          : [record(state, position, settle(position, contract, context, event.ts))];
      });
    case 'square_off':
      return state.positions
        .all()
        .filter((position) => isSquaredOff(position, event.data))
        .flatMap((position) => squareOff(state, position, event, context, trader));
    case 'day_opens':
      return [];
    default:
      return kind satisfies never;
  }
};
