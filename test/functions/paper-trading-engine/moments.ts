import { childOf, createEvent } from '../../../shared/events/create.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../shared/events/ids.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { SessionEvent, TradingSignal } from '../../../shared/events/types.ts';
import { sessionEvent } from '../../../shared/market/session-moments.ts';

const topics = topicsFor('paper');

/** Epoch milliseconds of a time in India, `2026-05-26T15:30`. */
export const at = (time: string): number => Date.parse(`${time}:00.000+05:30`);

/** A moment of a trading day, as the schedule tells it. */
export const moment = (
  kind: SessionEvent['kind'],
  market: SessionEvent['market'],
  date: string,
  time: number,
): Envelope =>
  sessionEvent({ kind, market, date, timestamp: new Date(time).toISOString() }, 'market-sessions');

/** A validated order of signed units at a price. */
export const signalled = (
  instrument_token: number,
  units: number,
  price: number,
  time: number,
  strategy_id = 'momentum-1',
  more: Partial<TradingSignal> = {},
): Envelope => {
  const timestamp = new Date(time).toISOString();
  const signal: TradingSignal = {
    ...{ strategy_id, instrument_token, price, timestamp },
    signal_type: units > 0 ? 'BUY' : 'SELL',
    quantity: Math.abs(units),
    ...more,
  };
  const raw = createEvent(topics.signalsRaw, 'trading_signal', signal, {
    id: uuidV5(ALPHA_PANDA, JSON.stringify(signal)),
    ts: timestamp,
    source: 'paper.strategy-runner',
  });
  return childOf(raw, 'paper.risk-manager', 0, topics.signalsValidated, 'validated_signal', {
    original_signal: signal,
    validated_quantity: Math.abs(units),
    validated_price: price,
    risk_checks: [],
    timestamp,
  });
};
