import { type Uuid, uuidV5 } from '../../shared/events/ids.ts';
import type { OrderFailed, OrderFilled, ValidatedSignal } from '../../shared/events/types.ts';

/** A validated signal as an order, or what the exchange or the broker does with a position. HOLD is not an order. */
export interface PaperOrder {
  /** The raw signal's event id: there is one order per signal. It also seeds chance. */
  readonly signalId: Uuid;
  readonly side: 'BUY' | 'SELL';
  readonly signal: ValidatedSignal;
  /** The time of the event that contains the signal, ISO 8601. */
  readonly timestamp: string;
  /** Why there is an order without a signal of a strategy. */
  readonly cause?: OrderFilled['cause'];
}

/** Units of an order: positive to buy, negative to sell. */
export const signedQuantity = ({ side, signal }: PaperOrder): number =>
  side === 'BUY' ? signal.validated_quantity : -signal.validated_quantity;

/** The fields that every event of an order has. */
export const identityOf = ({ signalId, side, signal, timestamp }: PaperOrder) => ({
  order_id: uuidV5(signalId, 'paper-order'),
  signal_id: signalId,
  strategy_id: signal.original_signal.strategy_id,
  instrument_token: signal.original_signal.instrument_token,
  signal_type: side,
  execution_mode: 'paper' as const,
  timestamp,
});

/** Why a paper order was not filled. */
const PAPER_FAILURES = {
  KILL_SWITCH: 'the kill switch is engaged, and the order does not only reduce a position',
  STALE_SIGNAL: 'the signal waited too long, or is from the future, and does not only reduce a position',
  NO_PRICE: 'the market stream has given no price for the instrument yet',
  STALE_PRICE: 'the last known price is too old to fill at',
  UNKNOWN_INSTRUMENT:
    'the instrument is not in the instruments table, so its tick size and charges are unknown',
  NO_SETTLEMENT_PRICE:
    'the contract has expired, and the price that settles it is not known; the position stays, and is tried again',
  MARKET_CLOSED: 'the exchange is not in continuous trading',
  NOT_OFFERED: 'the book did not offer these units; a market order takes what it offers, and the rest fails',
  SHORT_DELIVERY: 'delivery (CNC) cannot sell shares that the strategy does not hold; sell short with MIS',
  PRODUCT_NOT_AVAILABLE: 'the segment of the instrument does not have the product',
  SQUARE_OFF_TIME:
    'the broker is closing intraday (MIS) positions until the market closes, and takes no new ones',
  ADJUSTMENT_TOO_LATE:
    'a corporate action was told too long after its ex date to know what was held then; the position stays what it is',
  AMOUNT_OUT_OF_RANGE: 'price or price × quantity is beyond what an order can carry',
} as const;
export type PaperFailure = keyof typeof PAPER_FAILURES;

/** Maximum length of `error_message`. */
const MESSAGE_LENGTH = 512;

/** @param quantity Units that were not filled */
export const failureOf = (
  order: PaperOrder,
  reason: PaperFailure,
  detail?: string,
  quantity = order.signal.validated_quantity,
): OrderFailed => {
  const token = order.signal.original_signal.instrument_token;
  const what = `instrument ${token}: ${PAPER_FAILURES[reason]}`;
  const message = detail === undefined ? what : `${what} (${detail})`;
  return {
    ...identityOf(order),
    quantity,
    reason,
    error_message: message.slice(0, MESSAGE_LENGTH),
  };
};
