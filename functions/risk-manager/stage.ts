import { PoisonError } from '../../shared/errors.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import { contentOf, isRepeated } from '../../shared/events/repeated.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { emitEvent, type Stage } from '../../shared/kernel/stage.ts';
import { refuseFuture } from '../../shared/market/future.ts';
import { takeArrivals } from './arrivals.ts';
import { riskStateCodec } from './codec.ts';
import type { RiskContext } from './context.ts';
import { judgeSignal } from './judge-signal.ts';
import { lossWrite } from './loss-item.ts';
import { settleBefore } from './settlement.ts';
import { initialState, type RiskState } from './state.ts';
import { turnDay } from './trading-day.ts';
import { turnContracts } from './turn-contracts.ts';

/**
 * The risk manager of one broker's account. Every raw signal gets exactly one verdict, validated or rejected, with
 * the result of each rule. The effects of orders come from the portfolio's checkpoint, with the context.
 */
export const riskManager = (broker: Broker): Stage<RiskState, RiskContext> => {
  const { name, reads } = stageOf('risk-manager', broker);
  const topics = topicsFor(broker);
  return {
    name,
    topics: reads,
    codec: riskStateCodec,
    initial: initialState,

    reduce(state, event, context) {
      if (event.broker !== broker) {
        throw new PoisonError('WRONG_BROKER', `an event of ${event.broker} came to the account of ${broker}`);
      }
      if (event.type !== 'trading_signal') {
        throw new PoisonError('UNEXPECTED_TYPE', `risk-manager does not read ${event.type} events`);
      }
      const at = Date.parse(event.ts);
      refuseFuture(`signal ${event.id}`, at, context.now);
      if (isRepeated(state.recentEvents, event)) return [];
      turnContracts(state, context, at);
      takeArrivals(state, context.arrivals);
      settleBefore(state, at, context);
      turnDay(state, at, context);

      const wasLatched = state.latch !== undefined;
      const verdict = judgeSignal(broker, state, event, context);
      state.recentEvents.remember(event.id, contentOf(event), verdict.validated);
      const told = verdict.validated
        ? emitEvent(topics.signalsValidated, 'validated_signal', verdict.data)
        : emitEvent(topics.signalsRejected, 'rejected_signal', verdict.data);
      if (!wasLatched && state.latch === undefined) return [told];
      state.latchWrites += 1;
      const write = lossWrite(broker, state, event.ts, context.controls);
      return write === undefined ? [told] : [told, write];
    },
  };
};
