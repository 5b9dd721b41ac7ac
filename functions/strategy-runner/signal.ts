import { compiledParse } from '../../shared/compiled.ts';
import { AlphaPandaError } from '../../shared/errors.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import { tradingSignal } from '../../shared/events/data/signals.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import type { MarketTick, TradingSignal } from '../../shared/events/types.ts';
import { type EmitEvent, emitEvent } from '../../shared/kernel/stage.ts';
import { type Decision, problemsOf } from './strategies/strategy.ts';
import type { AcceptedStrategy } from './strategy-set.ts';

const parseSignal = compiledParse(tradingSignal);

/**
 * A decision as a signal, with price and time of its tick. Of the deployment's brokers, paper takes it from every
 * strategy, and the live broker from a strategy that is cleared for live trading.
 * @throws AlphaPandaError `INVALID_DECISION` for a decision that the signal's schema refuses
 */
export const signalsOf = (
  strategy: AcceptedStrategy,
  tick: MarketTick,
  { side, quantity, confidence, metadata }: Decision,
  brokers: readonly Broker[],
): readonly EmitEvent[] => {
  const signal: TradingSignal = {
    strategy_id: strategy.strategy_id,
    instrument_token: tick.instrument_token,
    signal_type: side,
    quantity,
    price: tick.last_price,
    timestamp: tick.timestamp,
    ...(confidence === undefined ? {} : { confidence }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  const checked = parseSignal(signal);
  if (!checked.success) {
    throw new AlphaPandaError(
      'INVALID_DECISION',
      `its decision is no signal: ${problemsOf(checked.error, signal)}`,
    );
  }
  return brokers
    .filter((broker) => broker === 'paper' || strategy.zerodha_trading_enabled)
    .map((broker) => emitEvent(topicsFor(broker).signalsRaw, 'trading_signal', signal));
};
