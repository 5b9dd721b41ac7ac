import { type Uuid, uuidV5 } from '../../shared/events/ids.ts';
import type { OwnPosition } from './own-positions.ts';
import type { PaperOrder } from './paper-order.ts';

/**
 * The order that makes a position flat. No signal asked for it, so its signal's id is derived.
 * @param cause Id of the event that closes the position @param name Tells the orders of one event apart
 */
export const closingOrder = (
  { strategyId, instrumentToken, units }: OwnPosition,
  cause: Uuid | Buffer,
  name: string,
  timestamp: string,
): PaperOrder => {
  const side = units > 0 ? 'SELL' : 'BUY';
  const quantity = Math.abs(units);
  return {
    signalId: uuidV5(cause, `${name}|${strategyId}|${instrumentToken}`),
    side,
    signal: {
      original_signal: {
        strategy_id: strategyId,
        instrument_token: instrumentToken,
        signal_type: side,
        quantity,
        timestamp,
      },
      validated_quantity: quantity,
      risk_checks: [],
      timestamp,
    },
    timestamp,
  };
};
