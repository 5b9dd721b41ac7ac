import { PoisonError } from '../../shared/errors.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import type { ValidatedSignal } from '../../shared/events/types.ts';
import { type Emit, emitEvent, type Stage } from '../../shared/kernel/stage.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import { newerQuote, type Quote } from '../../shared/market/last-price.ts';
import { type Product, usualProduct } from '../../shared/market/product.ts';
import { isSquaringOff } from '../../shared/market/session-moments.ts';
import type { PaperEngineContext } from './context.ts';
import type { PaperSettings } from './exchange.ts';
import { execute } from './execute.ts';
import type { OwnPosition } from './own-positions.ts';
import { failureOf, type PaperOrder, signedQuantity } from './paper-order.ts';
import { PaperTrader } from './paper-trader.ts';
import { refusalOf } from './permission.ts';
import { reduceSessionEvent } from './session-events.ts';
import { initialState, type PaperEngineState, stateCodec } from './state.ts';

/**
 * The quote of a signal: the price that was approved, and the time of its tick. It wins over a recorded price of the
 * same time. So the outcome does not depend on whether the recorder or the strategy was first.
 */
const ownQuote = (signal: ValidatedSignal): Quote | undefined => {
  const { price: own, timestamp, quote: offered } = signal.original_signal;
  const price = signal.validated_price ?? own;
  return price === undefined ? undefined : { price, at: Date.parse(timestamp), offered };
};

/** The product of a position holds for all its orders. A new position has that of the signal, else the usual one. */
const productOf = (
  { original_signal: { product } }: ValidatedSignal,
  position: OwnPosition | undefined,
  instrument: Instrument | undefined,
): Product => {
  const named = position === undefined ? product : position.product;
  return named ?? (instrument === undefined ? 'NRML' : usualProduct(instrument));
};

interface EngineSettings extends PaperSettings {
  /** Minutes before each close at which intraday positions are closed; 0 or absent: the broker's times. */
  readonly squareOffMinutes?: number;
}

/**
 * Paper trading: every validated signal has exactly one outcome, a fill or a failure with its reason, or a fill of what
 * the book offers and a failure of the rest. Whether trading is stopped and how old the signal is, the engine looks at itself: a verdict may have waited.
 *
 * A signal is acted on once even if two events validate it: a second one that says the same is dropped, one that
 * says something else becomes a dead letter, and never a second fill.
 */
export const paperTradingEngine = (settings: EngineSettings): Stage<PaperEngineState, PaperEngineContext> => {
  const { name, reads } = stageOf('paper-trading-engine', 'paper');
  const topics = topicsFor('paper');
  const trader = new PaperTrader(settings);
  return {
    name,
    topics: reads,
    codec: stateCodec,
    initial: initialState,

    reduce(state, event, context): readonly Emit[] {
      if (event.type === 'session_event' && event.broker === 'paper') {
        return reduceSessionEvent(state, event, context, trader);
      }
      if (event.type !== 'validated_signal' || event.broker !== 'paper') {
        throw new PoisonError(
          'NOT_A_PAPER_SIGNAL',
          `the paper engine acts on paper's validated_signal and session_event, not on ${event.broker}'s ${event.type}`,
        );
      }
      const signal = event.data;
      const { strategy_id, instrument_token, signal_type: side } = signal.original_signal;
      if (side === 'HOLD') {
        throw new PoisonError(
          'NOTHING_TO_TRADE',
          'a HOLD was validated, and there is no order to make of it',
        );
      }
      const signalId = event.causation_id ?? event.id;
      const sighting = state.recent.look(signalId, signal);
      if (sighting === 'same') return [];
      if (sighting === 'different') {
        throw new PoisonError(
          'DUPLICATE_ID',
          `signal ${signalId} was validated before with other content; it has had its outcome`,
        );
      }
      const order: PaperOrder = { signalId, side, signal, timestamp: event.ts };
      const recorded = context.quotes.get(instrument_token);
      const now = context.now ?? Math.max(Date.parse(event.ts), recorded?.at ?? 0);
      const instrument = context.instruments.get(instrument_token);
      const position = state.positions.find(strategy_id, instrument_token, { instrument });
      const product = productOf(signal, position, instrument);
      const refusal = refusalOf(
        {
          held: position?.units ?? 0,
          quantity: signedQuantity(order),
          signalAt: Date.parse(signal.original_signal.timestamp),
          now,
          product,
          segment: instrument?.segment,
          squaresOff: instrument !== undefined && isSquaringOff(instrument, now, settings.squareOffMinutes),
        },
        context.controls,
      );
      if (refusal !== undefined) {
        state.recent.remember(signalId, signal, false);
        const failure = failureOf(order, refusal.reason, refusal.detail);
        return [emitEvent(topics.ordersFailed, 'order_failed', failure)];
      }
      const quote = newerQuote(ownQuote(signal), recorded);
      const { isFilled, emits } = execute(trader, state, order, { instrument, quote, now }, product);
      state.recent.remember(signalId, signal, isFilled);
      return emits;
    },
  };
};
