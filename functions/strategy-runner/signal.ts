import { compiledParse } from '../../shared/compiled.ts';
import { AlphaPandaError } from '../../shared/errors.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import { tradingSignal } from '../../shared/events/data/signals.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import type { MarketTick, TradingSignal } from '../../shared/events/types.ts';
import { type EmitEvent, emitEvent } from '../../shared/kernel/stage.ts';
import { offeredBy } from '../../shared/market/offered.ts';
import { type Decision, problemsOf } from './strategies/strategy.ts';
import type { AcceptedStrategy } from './strategy-set.ts';

const parseSignal = compiledParse(tradingSignal);

/**
 * A decision as a signal, with price, time and offer of its tick.
 * @param tick The tick at which the order can be there
 * @param decided The tick that caused the decision, if it is an earlier one
 * @throws AlphaPandaError `INVALID_DECISION` for a decision that the signal's schema refuses
 */
export const signalOf = (
  { strategy_id, product }: Pick<AcceptedStrategy, 'strategy_id' | 'product'>,
  tick: MarketTick,
  { side, quantity, confidence, metadata }: Decision,
  decided?: TradingSignal['decided'],
): TradingSignal => {
  const quote = offeredBy(tick);
  const signal: TradingSignal = {
    strategy_id,
    instrument_token: tick.instrument_token,
    signal_type: side,
    quantity,
    price: tick.last_price,
    timestamp: tick.timestamp,
    ...(confidence === undefined ? {} : { confidence }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(decided === undefined ? {} : { decided }),
    ...(product === undefined ? {} : { product }),
    ...(quote === undefined ? {} : { quote }),
  };
  const checked = parseSignal(signal);
  if (!checked.success) {
    throw new AlphaPandaError(
      'INVALID_DECISION',
      `its decision is no signal: ${problemsOf(checked.error, signal)}`,
    );
  }
  return signal;
};

export const signalEvent = (broker: Broker, signal: TradingSignal): EmitEvent =>
  emitEvent(topicsFor(broker).signalsRaw, 'trading_signal', signal);

/**
 * The brokers that take a strategy's signals. Of the deployment's brokers, paper takes them from every strategy, and the
 * live broker from a strategy that is cleared for live trading.
 */
export const brokersOf = (strategy: AcceptedStrategy, brokers: readonly Broker[]): readonly Broker[] =>
  brokers.filter((broker) => broker === 'paper' || strategy.zerodha_trading_enabled);
