import type { RuleDefinition } from './rule.ts';
import { duplicateSignal } from './rules/duplicate-signal.ts';
import { freezeQuantity } from './rules/freeze-quantity.ts';
import { holdSignal } from './rules/hold-signal.ts';
import { killSwitch } from './rules/kill-switch.ts';
import { lotSize } from './rules/lot-size.ts';
import { marketClosed } from './rules/market-closed.ts';
import { maxDailyLoss } from './rules/max-daily-loss.ts';
import { maxDailyTrades } from './rules/max-daily-trades.ts';
import { maxOpenExposure } from './rules/max-open-exposure.ts';
import { maxOrderNotional } from './rules/max-order-notional.ts';
import { maxPositionSize } from './rules/max-position-size.ts';
import { notTradable } from './rules/not-tradable.ts';
import { orderRate } from './rules/order-rate.ts';
import { priceDeviation } from './rules/price-deviation.ts';
import { sessionExpired } from './rules/session-expired.ts';
import { stalePrice } from './rules/stale-price.ts';
import { staleSignal } from './rules/stale-signal.ts';
import { unknownInstrument } from './rules/unknown-instrument.ts';

/**
 * Every rule by its code. All of them judge every signal; the order here is the order of `risk_checks`, and the
 * first that says no is the `rejection_reason`. `docs/risk-rules.md` is made from this table.
 */
export const RISK_RULES = {
  HOLD_SIGNAL: {
    title: 'Not an order',
    checks: 'The signal is BUY or SELL; HOLD asks for nothing.',
    limits: null,
    reductions: 'judged',
    rule: holdSignal,
  },
  DUPLICATE_SIGNAL: {
    title: 'Repeated order',
    checks:
      'The last validated order of the strategy in the instrument was not the same side and quantity within the window.',
    limits: ['duplicate_window_ms'],
    reductions: 'judged',
    rule: duplicateSignal,
  },
  KILL_SWITCH: {
    title: 'Kill switch',
    checks:
      'The kill switch is not engaged, which the live one is until it is first released, and no item of the controls table is malformed.',
    limits: null,
    reductions: 'pass',
    rule: killSwitch,
  },
  SESSION_EXPIRED: {
    title: 'No login',
    checks: 'The login at the broker is valid; paper needs none.',
    limits: null,
    reductions: 'judged',
    rule: sessionExpired,
  },
  UNKNOWN_INSTRUMENT: {
    title: 'Unknown instrument',
    checks: 'The instrument is in the instruments table and well-formed.',
    limits: null,
    reductions: 'judged',
    rule: unknownInstrument,
  },
  NOT_TRADABLE: {
    title: 'Not tradable',
    checks: 'The instrument can be traded: an index only on paper.',
    limits: null,
    reductions: 'judged',
    rule: notTradable,
  },
  MARKET_CLOSED: {
    title: 'Market closed',
    checks: 'The segment is in continuous trading, at the time of the signal and now.',
    limits: null,
    reductions: 'judged',
    rule: marketClosed,
  },
  STALE_SIGNAL: {
    title: 'Old signal',
    checks: 'The signal is young enough, and not from the future by more than clocks may differ.',
    limits: ['max_signal_age_ms', 'max_clock_skew_ms'],
    reductions: 'judged',
    rule: staleSignal,
  },
  STALE_PRICE: {
    title: 'Old price',
    checks: "The newest known price, the signal's own among them, is young enough, and not from the future.",
    limits: ['max_price_age_ms', 'max_clock_skew_ms'],
    reductions: 'judged',
    rule: stalePrice,
  },
  PRICE_DEVIATION: {
    title: 'Price far from the market',
    checks: "The signal's price is near the market's last price before it.",
    limits: ['max_price_deviation_bps'],
    reductions: 'judged',
    rule: priceDeviation,
  },
  LOT_SIZE: {
    title: 'Broken lot',
    checks: 'The quantity is a whole number of lots.',
    limits: null,
    reductions: 'judged',
    rule: lotSize,
  },
  FREEZE_QUANTITY: {
    title: 'Freeze quantity',
    checks: 'The quantity is at most what the exchange takes in one order.',
    limits: null,
    reductions: 'judged',
    rule: freezeQuantity,
  },
  MAX_ORDER_NOTIONAL: {
    title: 'Order too large',
    checks: 'Quantity × newest known price.',
    limits: ['max_order_notional'],
    reductions: 'pass',
    rule: maxOrderNotional,
  },
  MAX_POSITION_SIZE: {
    title: 'Position too large',
    checks:
      "The strategy's position in the instrument at the worst outcome of its pending orders, this one included.",
    limits: ['max_position_size'],
    reductions: 'pass',
    rule: maxPositionSize,
  },
  MAX_OPEN_EXPOSURE: {
    title: 'Account too exposed',
    checks:
      'The worth of all positions, long and short added up, at the worst outcome of all pending orders, this one included.',
    limits: ['max_open_exposure'],
    reductions: 'pass',
    rule: maxOpenExposure,
  },
  MAX_DAILY_LOSS: {
    title: 'Daily loss',
    checks:
      "What the account's equity lost since midnight IST or the last release, fees included. A loss beyond the limit stays latched until a person releases it.",
    limits: ['max_daily_loss'],
    reductions: 'pass',
    rule: maxDailyLoss,
  },
  MAX_DAILY_TRADES: {
    title: 'Too many orders in a day',
    checks: 'Orders validated since midnight IST; a reduction counts but passes.',
    limits: ['max_daily_trades'],
    reductions: 'pass',
    rule: maxDailyTrades,
  },
  ORDER_RATE: {
    title: 'Too many orders in a second',
    checks: 'Orders validated within a second of this one, by the time of the events.',
    limits: ['max_orders_per_second'],
    reductions: 'judged',
    rule: orderRate,
  },
} as const satisfies Record<string, RuleDefinition>;

/** The code of a rule: `rule` in `risk_checks`, and `rejection_reason`. */
export type RiskCode = keyof typeof RISK_RULES;

export const RULE_DEFINITIONS: readonly (readonly [code: string, definition: RuleDefinition])[] =
  Object.entries(RISK_RULES);
