import type { Controls } from '../../shared/controls/controls.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import type { EventOf } from '../../shared/events/envelope.ts';
import type { TradingSignal } from '../../shared/events/types.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import { newerQuote, type Quote } from '../../shared/market/last-price.ts';
import { isReduction, type PositionRange } from '../../shared/market/reduction.ts';
import { fromRupees, type Money } from '../../shared/money.ts';
import { type Parsed, parsed, unusable, valueIn } from '../../shared/parsed.ts';
import { exposureWith, markOf, notionalOf } from './account.ts';
import type { BrokerSession, RiskContext } from './context.ts';
import { type CountedPrices, countedPrices } from './counted-prices.ts';
import { dailyLoss } from './daily-loss.ts';
import { rangeOf, withOrder } from './holdings.ts';
import { marketBefore } from './marks.ts';
import { type UnexplainedGap, unexplainedGapOf } from './opening-gaps.ts';
import { ordersInMinute } from './order-counts.ts';
import type { Holding, LossLatch, RiskState } from './state.ts';

/** All inputs of the rules. Times in epoch milliseconds. */
export interface Facts {
  readonly broker: Broker;
  readonly signal: TradingSignal;
  /** Signed units: positive to buy, negative to sell, 0 to hold. */
  readonly quantity: number;
  readonly signalAt: number;
  /** The time for counting orders: the time of the signal's event. */
  readonly eventAt: number;
  readonly now: number;
  readonly controls: Controls;
  readonly session: BrokerSession | undefined;
  readonly instrument: Parsed<Instrument>;
  /** The newest price, including the signal's own. */
  readonly quote: Quote | undefined;
  /** The newest market price before the signal. */
  readonly market: Parsed<Quote>;
  /** Possible positions after all pending orders and this one. */
  readonly range: PositionRange;
  /** Whether the order only reduces the position. */
  readonly reduces: boolean;
  /** What the order counts for limits in rupees, see `counted-prices.ts`. */
  readonly notional: Parsed<Money>;
  /** Exposure of the account with this order. */
  readonly exposure: Parsed<Money>;
  /** Undefined if it is too large to be exact. */
  readonly loss: Money | undefined;
  readonly latch: LossLatch | undefined;
  readonly ordersToday: number;
  readonly recentOrders: readonly number[];
  readonly ordersInMinute: number;
  readonly lastValidated: Holding['lastValidated'];
  /** A gap at the opening that no corporate action explains yet. */
  readonly gap: UnexplainedGap | undefined;
}

/** The market's prices for one signal. */
export interface Prices {
  readonly quote: Quote | undefined;
  readonly market: Parsed<Quote>;
  readonly now: number;
}

/**
 * The prices and the time for a signal. Its own price wins over a recorded one of the same time, because both race.
 * Without wall time, now is the newest time among the event and the recorded price.
 */
export const pricesFor = (event: EventOf<'trading_signal'>, context: RiskContext): Prices => {
  const { instrument_token, price, timestamp } = event.data;
  const signalAt = Date.parse(timestamp);
  const recorded = context.prices.get(instrument_token);
  const own = price === undefined ? undefined : { price, at: signalAt };
  const market = marketBefore(recorded, signalAt);
  return {
    quote: newerQuote(own, recorded),
    market:
      market !== undefined ? parsed(market) : unusable('the market has said no price before the signal'),
    now: context.now ?? Math.max(Date.parse(event.ts), recorded?.at ?? 0),
  };
};

const SIGNS = { BUY: 1, SELL: -1, HOLD: 0 } as const;

/** Signed units of a signal. */
export const signedQuantity = ({ signal_type, quantity }: TradingSignal): number =>
  SIGNS[signal_type] * quantity + 0;

const instrumentIn = ({ instruments }: RiskContext, token: number): Parsed<Instrument> =>
  instruments.get(token) ??
  unusable(`instrument ${token} is not listed by the broker, nor in the instruments table`);

/**
 * Counted prices at the marks. The signal's contract is counted at its quote. A contract that its token has left has no
 * price but its last.
 */
const pricesAt =
  (state: RiskState, { instrument_token, timestamp }: TradingSignal, quote: Quote, context: RiskContext) =>
  (holding: Holding): CountedPrices => {
    const { instrumentToken: token, lastMark } = holding;
    if (lastMark !== undefined) return { bought: lastMark, sold: parsed(lastMark) };
    const instrument = instrumentIn(context, token);
    const underlying = valueIn(instrument)?.underlying_token;
    return countedPrices(
      instrument,
      token === instrument_token ? fromRupees(quote.price) : markOf(state, holding),
      underlying === undefined
        ? undefined
        : marketBefore(context.prices.get(underlying), Date.parse(timestamp)),
    );
  };

const NO_PRICE = unusable('no price is known');

/** Collects the inputs of the rules. It changes no state. */
export const factsOf = (
  broker: Broker,
  event: EventOf<'trading_signal'>,
  { quote, market, now }: Prices,
  state: RiskState,
  holding: Holding,
  context: RiskContext,
): Facts => {
  const signal = event.data;
  const quantity = signedQuantity(signal);
  const before = rangeOf(holding);
  const instrument = instrumentIn(context, signal.instrument_token);
  const multiplier = valueIn(instrument)?.multiplier ?? 1;
  const pricesOf = quote && pricesAt(state, signal, quote, context);
  return {
    broker,
    signal,
    quantity,
    signalAt: Date.parse(signal.timestamp),
    eventAt: Date.parse(event.ts),
    now,
    controls: context.controls,
    session: context.session,
    instrument,
    quote,
    market,
    range: withOrder(before, quantity),
    reduces: isReduction(before, quantity),
    notional: pricesOf ? notionalOf(pricesOf(holding), quantity, multiplier) : NO_PRICE,
    exposure: pricesOf ? exposureWith(state, { holding, quantity, multiplier }, pricesOf) : NO_PRICE,
    loss: dailyLoss(state),
    latch: state.latch,
    ordersToday: state.orders,
    recentOrders: state.recentOrders,
    ordersInMinute: ordersInMinute(state.orderCounts, Date.parse(event.ts)),
    lastValidated: holding.lastValidated,
    gap: unexplainedGapOf(broker, state, context, signal.instrument_token),
  };
};
