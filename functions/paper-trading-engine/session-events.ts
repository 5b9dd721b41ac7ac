import type { EventOf } from '../../shared/events/envelope.ts';
import { contentOf, isRepeated } from '../../shared/events/repeated.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { type Emit, emitEvent } from '../../shared/kernel/stage.ts';
import { refuseFuture } from '../../shared/market/future.ts';
import { contractOf } from '../../shared/market/instrument.ts';
import { adjustmentOf, dueActions } from './adjust.ts';
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

/** Adjusts a position by the actions that it has not had. */
const adjust = (
  { positions }: PaperEngineState,
  position: OwnPosition,
  { data: { date }, ts }: EventOf<'session_event'>,
  { actions, instruments, quotes }: PaperEngineContext,
): readonly Emit[] => {
  const instrument = position.instrument ?? instruments.get(position.instrumentToken);
  if (instrument === undefined) return [];
  let current = position;
  const emits: Emit[] = [];
  for (const action of dueActions(position, actions?.get(contractOf(instrument)) ?? [], date)) {
    const quote = quotes.get(position.instrumentToken);
    const adjustment = adjustmentOf(current, instrument, action, quote, ts);
    if (adjustment === undefined) continue;
    emits.push(
      adjustment.adjusted
        ? emitEvent(ordersFilled, 'position_adjusted', adjustment.data)
        : emitEvent(ordersFailed, 'order_failed', adjustment.data),
    );
    const change = adjustment.adjusted ? adjustment.data.quantity_after - current.units : 0;
    const after = positions.adjust(current, change, action.ex_date);
    if (after === undefined) break;
    current = after;
  }
  return emits;
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
  // An action may be told after the day has begun.
  const adjusted = state.positions
    .adjustable()
    .flatMap((position) => adjust(state, position, event, context));
  return [...adjusted, ...closeAt(state, event, context, trader)];
};

/** Closes the positions that a moment ends. */
const closeAt = (
  state: PaperEngineState,
  event: EventOf<'session_event'>,
  context: PaperEngineContext,
  trader: PaperTrader,
): readonly Emit[] => {
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
