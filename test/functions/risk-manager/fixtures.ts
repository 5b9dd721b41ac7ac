import type { RiskContext } from '../../../functions/risk-manager/context.ts';
import type { Facts } from '../../../functions/risk-manager/facts.ts';
import type { Controls } from '../../../shared/controls/controls.ts';
import { type RiskLimits, riskLimits } from '../../../shared/controls/limits.ts';
import type { Broker } from '../../../shared/events/brokers.ts';
import { childOf, createEvent } from '../../../shared/events/create.ts';
import type { EventOf } from '../../../shared/events/envelope.ts';
import { ALPHA_PANDA, type Uuid, uuidV5 } from '../../../shared/events/ids.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import type { OrderFilled, TradingSignal } from '../../../shared/events/types.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import type { LastPrice } from '../../../shared/market/last-price.ts';
import { NOTHING_TAKEN } from '../../../shared/market/order-effects.ts';
import { fromRupees, ZERO } from '../../../shared/money.ts';
import { parsed } from '../../../shared/parsed.ts';

/** 2026-06-16 10:00 IST, a Tuesday. */
export const NOON = Date.parse('2026-06-16T04:30:00.000Z');
export const NIFTY = 256_265;
export const BANK_NIFTY = 260_105;

export const iso = (at: number): string => new Date(at).toISOString();
export const uuid = (name: string | number): Uuid => uuidV5(ALPHA_PANDA, String(name));

export const instrument = (change: Partial<Instrument> = {}): Instrument => ({
  instrument_token: NIFTY,
  tradingsymbol: 'NIFTY26JUNFUT',
  exchange: 'NFO',
  segment: 'NFO-FUT',
  tick_size: 0.05,
  lot_size: 1,
  ...change,
});

/** A recorded price, and one a second before. */
export const lastPrice = (price: number, at: number): LastPrice => ({
  ...{ price, at },
  previous: { price, at: at - 1_000 },
});

export const controls = (limits: Partial<RiskLimits> = {}, change: Partial<Controls> = {}): Controls => ({
  limits: parsed({ ...riskLimits('paper'), ...limits }),
  killSwitch: { engaged: false, reason: 'not engaged' },
  lossRelease: undefined,
  ...change,
});

/** A context in which every instrument is known and its last price is `price` at `at`. */
export const context = (
  at: number,
  { price = 100, ...change }: Partial<RiskContext> & { readonly price?: number } = {},
): RiskContext => ({
  controls: controls(),
  instruments: new Map(
    [NIFTY, BANK_NIFTY].map((token) => [token, parsed(instrument({ instrument_token: token }))]),
  ),
  prices: new Map([NIFTY, BANK_NIFTY].map((token) => [token, lastPrice(price, at)])),
  now: undefined,
  arrivals: { effects: [], taken: NOTHING_TAKEN },
  ...change,
});

export const signal = (change: Partial<TradingSignal> = {}): TradingSignal => ({
  strategy_id: 'momentum-1',
  instrument_token: NIFTY,
  signal_type: 'BUY',
  quantity: 10,
  price: 100,
  timestamp: iso(NOON),
  ...change,
});

/** A raw signal as strategy-runner publishes it. */
export const signalEvent = (
  name: string | number,
  at: number,
  change: Partial<TradingSignal> = {},
  broker: Broker = 'paper',
): EventOf<'trading_signal'> =>
  createEvent(topicsFor(broker).signalsRaw, 'trading_signal', signal({ timestamp: iso(at), ...change }), {
    id: uuid(name),
    ts: iso(at),
    source: 'strategy-runner',
  });

let executions = 0;

/** A fill of a signal's order, at the price of the signal unless told otherwise. */
export const fillEvent = (
  cause: EventOf<'trading_signal'>,
  change: Partial<OrderFilled> = {},
  at = Date.parse(cause.ts),
): EventOf<'order_filled'> => {
  executions += 1;
  const { strategy_id, instrument_token, signal_type, quantity, price = 100 } = cause.data;
  return {
    ...childOf(
      cause,
      'engine',
      executions,
      topicsFor(cause.broker === 'zerodha' ? 'zerodha' : 'paper').ordersFilled,
      'order_filled',
      {
        order_id: `order-${cause.id}`,
        signal_id: cause.id,
        strategy_id,
        instrument_token,
        signal_type: signal_type === 'SELL' ? 'SELL' : 'BUY',
        execution_mode: cause.broker === 'zerodha' ? 'live' : 'paper',
        timestamp: iso(at),
        fill_id: `fill-${executions}`,
        quantity,
        fill_price: price,
        fees: 0,
        complete: true,
        ...change,
      },
    ),
    ts: iso(at),
  };
};

export const failEvent = (
  cause: EventOf<'trading_signal'>,
  at = Date.parse(cause.ts),
): EventOf<'order_failed'> => {
  executions += 1;
  const { strategy_id, instrument_token, signal_type, quantity } = cause.data;
  return {
    ...childOf(cause, 'engine', executions, topicsFor('paper').ordersFailed, 'order_failed', {
      order_id: `order-${cause.id}`,
      signal_id: cause.id,
      strategy_id,
      instrument_token,
      signal_type: signal_type === 'SELL' ? 'SELL' : 'BUY',
      execution_mode: 'paper',
      timestamp: iso(at),
      quantity,
      reason: 'NO_PRICE',
      error_message: 'no price',
    }),
    ts: iso(at),
  };
};

/** What the rules see of a signal that all of them pass. */
export const facts = (change: Partial<Facts> = {}): Facts => ({
  broker: 'paper',
  signal: signal(),
  quantity: 10,
  signalAt: NOON,
  eventAt: NOON,
  now: NOON,
  controls: controls(),
  session: undefined,
  instrument: parsed(instrument()),
  quote: { price: 100, at: NOON },
  market: parsed({ price: 100, at: NOON - 1_000 }),
  range: { lowest: 0, highest: 10 },
  reduces: false,
  notional: parsed(fromRupees(1_000)),
  exposure: parsed(ZERO),
  loss: ZERO,
  latch: undefined,
  ordersToday: 0,
  recentOrders: [],
  ordersInMinute: 0,
  lastValidated: undefined,
  gap: undefined,
  ...change,
});
