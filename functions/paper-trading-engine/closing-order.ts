import { positionKey } from '../../shared/events/partition-key.ts';
import type { OwnPosition } from './own-positions.ts';
import type { PaperOrder } from './paper-order.ts';

/** The identity of a position. */
export const positionKeyOf = ({ strategyId, instrumentToken }: OwnPosition): string =>
  positionKey(strategyId, instrumentToken);

/** The order that makes a position flat. No signal asked for it, so the id of its signal is derived. */
export const closingOrder = (
  { strategyId, instrumentToken, units }: OwnPosition,
  { cause, signalId, timestamp }: Required<Pick<PaperOrder, 'cause' | 'signalId' | 'timestamp'>>,
): PaperOrder => {
  const side = units > 0 ? 'SELL' : 'BUY';
  const quantity = Math.abs(units);
  return {
    signalId,
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
    cause,
  };
};
