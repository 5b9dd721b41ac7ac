import type { Controls } from '../../shared/controls/controls.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import type { EventOf } from '../../shared/events/envelope.ts';
import type { TradingSignal } from '../../shared/events/types.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import {
  type LastPrice,
  lastQuote,
  newerQuote,
  type Quote,
  quoteBefore,
} from '../../shared/market/last-price.ts';
import { isReduction, type PositionRange } from '../../shared/market/reduction.ts';
import { fromRupees, type Money } from '../../shared/money.ts';
import { type Parsed, parsed, unusable, valueIn } from '../../shared/parsed.ts';
import { exposureWith } from './account.ts';
import type { BrokerSession, RiskContext } from './context.ts';
import { dailyLoss } from './daily-loss.ts';
import { rangeOf, withOrder } from './holdings.ts';
import type { Holding, LossLatch, RiskState } from './state.ts';

/** All that the rules may look at. Times in epoch milliseconds. */
export interface Facts {
  readonly broker: Broker;
  readonly signal: TradingSignal;
  /** Signed units: positive to buy, negative to sell, 0 to hold. */
  readonly quantity: number;
  readonly signalAt: number;
  /** The time by which orders are counted: that of the event which carries the signal. */
  readonly eventAt: number;
  readonly now: number;
  readonly controls: Controls;
  readonly session: BrokerSession | undefined;
  readonly instrument: Parsed<Instrument>;
  /** The newest price known, the signal's own among them. */
  readonly quote: Quote | undefined;
  /** The newest price that the market said before the signal did. */
  readonly market: Parsed<Quote>;
  /** Where the position may end up, this order included. */
  readonly range: PositionRange;
  /** Whether the order only reduces what is held. */
  readonly reduces: boolean;
  /** Of the account, this order included; undefined where no price is known or it is beyond counting. */
  readonly exposure: Money | undefined;
  readonly loss: Money;
  readonly latch: LossLatch | undefined;
  readonly ordersToday: number;
  readonly recentOrders: readonly number[];
  readonly lastValidated: Holding['lastValidated'];
}

/** The market's prices as one signal sees them. */
export interface Prices {
  readonly quote: Quote | undefined;
  readonly market: Parsed<Quote>;
  readonly now: number;
}

/**
 * The price recorder races the signal that its tick caused. So the signal's own price wins over a recorded one
 * of the same time, and "the market before" leaves that tick out, unless the record is already ahead of it.
 */
const marketBefore = (item: LastPrice | undefined, at: number): Quote | undefined =>
  item !== undefined && item.timestamp_ms > at ? lastQuote(item) : quoteBefore(item, at);

/**
 * The prices and the time to judge a signal by. Where no wall time counts, now is the newest time among the event
 * and the recorded price.
 */
export const pricesFor = (event: EventOf<'trading_signal'>, context: RiskContext): Prices => {
  const { instrument_token, price, timestamp } = event.data;
  const signalAt = Date.parse(timestamp);
  const recorded = context.prices.get(instrument_token);
  const item = recorded && valueIn(recorded);
  const own = price === undefined ? undefined : { price, at: signalAt };
  const market = marketBefore(item, signalAt);
  return {
    quote: newerQuote(own, lastQuote(item)),
    market:
      market !== undefined
        ? parsed(market)
        : recorded !== undefined && 'problem' in recorded
          ? recorded
          : unusable('the market has said no price before the signal'),
    now: context.now ?? Math.max(Date.parse(event.ts), item?.timestamp_ms ?? 0),
  };
};

const SIGNS = { BUY: 1, SELL: -1, HOLD: 0 } as const;

/** Signed units of a signal. */
export const signedQuantity = ({ signal_type, quantity }: TradingSignal): number =>
  SIGNS[signal_type] * quantity + 0;

/** Gathers what the rules look at. Changes nothing. */
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
  return {
    broker,
    signal,
    quantity,
    signalAt: Date.parse(signal.timestamp),
    eventAt: Date.parse(event.ts),
    now,
    controls: context.controls,
    session: context.session,
    instrument:
      context.instruments.get(signal.instrument_token) ??
      unusable(`instrument ${signal.instrument_token} is not in the instruments table`),
    quote,
    market,
    range: withOrder(before, quantity),
    reduces: isReduction(before, quantity),
    exposure: quote && exposureWith(state, holding, quantity, fromRupees(quote.price)),
    loss: dailyLoss(state),
    latch: state.latch,
    ordersToday: state.orders,
    recentOrders: state.recentOrders,
    lastValidated: holding.lastValidated,
  };
};
