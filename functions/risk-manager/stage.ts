import { PoisonError } from '../../shared/errors.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import type { EventOf } from '../../shared/events/envelope.ts';
import { positionKey } from '../../shared/events/partition-key.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { type Emit, emitEvent, type Stage } from '../../shared/kernel/stage.ts';
import { fromRupees } from '../../shared/money.ts';
import { riskStateCodec } from './codec.ts';
import type { RiskContext } from './context.ts';
import { checkDailyLoss } from './daily-loss.ts';
import { factsOf, pricesFor, signedQuantity } from './facts.ts';
import { fingerprint, isRepeated } from './fingerprint.ts';
import { holdingOf, touch } from './holdings.ts';
import { judge } from './judge.ts';
import { valueIn } from './readable.ts';
import { effectOf, settleBefore } from './settlement.ts';
import { initialState, type RiskState } from './state.ts';
import { turnDay } from './trading-day.ts';
import { recordValidated } from './validated.ts';

type OrderEvent = EventOf<'order_filled'> | EventOf<'order_failed'>;

/**
 * The risk manager of one broker's account: every raw signal gets exactly one verdict, validated or rejected,
 * with what each rule said. It follows the account by its order events.
 */
export const riskManager = (broker: Broker): Stage<RiskState, RiskContext> => {
  const topics = topicsFor(broker);

  const judgeSignal = (
    state: RiskState,
    event: EventOf<'trading_signal'>,
    context: RiskContext,
  ): readonly Emit[] => {
    const signal = event.data;
    const at = Date.parse(event.ts);
    const seen = fingerprint(event);
    const known = state.holdings.get(positionKey(signal.strategy_id, signal.instrument_token));
    if (isRepeated(event, seen, known?.lastSignal)) return [];
    if (known?.pending.has(seen.id) === true) {
      throw new PoisonError(
        'DUPLICATE_ID',
        `signal ${event.id} is still pending as an order; give every signal its own id`,
      );
    }
    settleBefore(state, at);
    turnDay(state, at, context.now);

    const holding = holdingOf(state, signal.strategy_id, signal.instrument_token);
    holding.lastSignal = seen;
    touch(state, holding);
    const prices = pricesFor(event, context);
    const market = valueIn(prices.market);
    // Never the signal's own price: a mistaken one would be taken for a loss and latch it.
    if (market !== undefined) state.marks.set(signal.instrument_token, fromRupees(market.price));
    const limits = valueIn(context.controls.limits);
    checkDailyLoss(state, {
      at,
      now: context.now,
      limit: limits && fromRupees(limits.max_daily_loss),
      releasedAt: context.controls.lossReleasedAt,
    });

    const { checks, rejection } = judge(factsOf(broker, event, prices, state, holding, context));
    const verdict = { original_signal: signal, risk_checks: checks, timestamp: event.ts };
    if (rejection !== undefined) {
      return [
        emitEvent(topics.signalsRejected, 'rejected_signal', { ...verdict, rejection_reason: rejection }),
      ];
    }
    recordValidated(state, holding, {
      signal: seen.id,
      quantity: signedQuantity(signal),
      at,
      signalAt: Date.parse(signal.timestamp),
      price: prices.quote?.price,
    });
    return [
      emitEvent(topics.signalsValidated, 'validated_signal', {
        ...verdict,
        validated_quantity: signal.quantity,
        ...(prices.quote && { validated_price: prices.quote.price }),
      }),
    ];
  };

  const followOrder = (state: RiskState, event: OrderEvent, context: RiskContext): readonly Emit[] => {
    const { strategy_id, instrument_token } = event.data;
    const at = Date.parse(event.ts);
    const seen = fingerprint(event);
    const known = state.holdings.get(positionKey(strategy_id, instrument_token));
    if (isRepeated(event, seen, known?.lastOrderEvent)) return [];
    const effect = effectOf(event);
    settleBefore(state, at);
    turnDay(state, at, context.now);
    holdingOf(state, strategy_id, instrument_token).lastOrderEvent = seen;
    state.arrived.push(effect);
    return [];
  };

  return {
    name: `${broker}.risk-manager`,
    topics: [topics.signalsRaw, topics.ordersFilled, topics.ordersFailed],
    codec: riskStateCodec,
    initial: initialState,
    reduce(state, event, context) {
      switch (event.type) {
        case 'trading_signal':
          return judgeSignal(state, event, context);
        case 'order_filled':
        case 'order_failed':
          return followOrder(state, event, context);
        default:
          throw new PoisonError('UNEXPECTED_TYPE', `risk-manager does not read ${event.type} events`);
      }
    },
  };
};
