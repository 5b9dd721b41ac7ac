import { compiledParse } from '../../shared/compiled.ts';
import { AlphaPandaError } from '../../shared/errors.ts';
import { tradingSignal } from '../../shared/events/data/signals.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import type { MarketTick, TradingSignal } from '../../shared/events/types.ts';
import { type EmitEvent, emitEvent } from '../../shared/kernel/stage.ts';
import { type Decision, problemsOf } from './strategies/strategy.ts';
import type { AcceptedStrategy } from './strategy-set.ts';

const PAPER = topicsFor('paper').signalsRaw;
const ZERODHA = topicsFor('zerodha').signalsRaw;

const parseSignal = compiledParse(tradingSignal);

/**
 * A decision as a signal, with price and time of its tick. It always goes to paper, and also to the live broker if
 * the strategy is cleared for live trading.
 * @throws AlphaPandaError `INVALID_DECISION` for a decision that the signal's schema refuses
 */
export const signalsOf = (
  strategy: AcceptedStrategy,
  tick: MarketTick,
  { side, quantity, confidence, metadata }: Decision,
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
  const paper = emitEvent(PAPER, 'trading_signal', signal);
  if (!strategy.zerodha_trading_enabled) return [paper];
  return [paper, emitEvent(ZERODHA, 'trading_signal', signal)];
};
