import * as z from 'zod';
import type { Broker } from '../events/brokers.ts';

const rupees = z.number().min(0).max(1e11);
const milliseconds = z.int().min(1).max(3_600_000);

const LIMITS = {
  /** Units, long or short, of one instrument in one strategy, pending orders counted. */
  max_position_size: z.int().min(0).max(1e9),
  /** Orders of the account in one day in India; Zerodha's own limit is 5,000. */
  max_daily_trades: z.int().min(0).max(5_000),
  /** Basis points between a signal's price and the market price before it. */
  max_price_deviation_bps: z.int().min(0).max(10_000),
  /** Rupees in one order. */
  max_order_notional: rupees,
  /** Rupees in all positions of the account, gross, pending orders counted. */
  max_open_exposure: rupees,
  /** Loss of the account in one day in rupees, including open positions and fees. */
  max_daily_loss: rupees,
  /** Age of the newest known price. */
  max_price_age_ms: milliseconds,
  /** Age of the signal. */
  max_signal_age_ms: milliseconds,
  /** Maximum clock difference between machines. */
  max_clock_skew_ms: z.int().min(0).max(60_000),
  /** Window in which the same order of a strategy is a duplicate. Orders of one tick are always checked. */
  duplicate_window_ms: milliseconds,
  /** Orders per second. Above ten, exchanges require registration of the strategy, and Zerodha returns 429. */
  max_orders_per_second: z.int().min(0).max(10),
} as const;

/** The risk limits. Money in rupees. */
export type RiskLimits = { readonly [Name in keyof typeof LIMITS]: number };
export type LimitName = keyof RiskLimits;

/**
 * Default limits. The paper defaults allow a strategy on index lots. The live defaults are conservative.
 */
export const DEFAULT_LIMITS: { readonly [B in Broker]: RiskLimits } = {
  paper: {
    max_position_size: 2_000,
    max_daily_trades: 5_000,
    max_price_deviation_bps: 300,
    max_order_notional: 2_500_000,
    max_open_exposure: 25_000_000,
    max_daily_loss: 500_000,
    max_price_age_ms: 10_000,
    max_signal_age_ms: 5_000,
    max_clock_skew_ms: 2_000,
    duplicate_window_ms: 1_000,
    max_orders_per_second: 10,
  },
  zerodha: {
    max_position_size: 500,
    max_daily_trades: 100,
    max_price_deviation_bps: 100,
    max_order_notional: 200_000,
    max_open_exposure: 1_000_000,
    max_daily_loss: 10_000,
    max_price_age_ms: 5_000,
    max_signal_age_ms: 3_000,
    max_clock_skew_ms: 1_000,
    duplicate_window_ms: 1_000,
    max_orders_per_second: 9,
  },
};

/**
 * Overrides of the defaults. An unknown name is an error, because a misspelled limit would leave the default in force.
 */
export const limitOverrides = z.strictObject(LIMITS).partial();

/** The defaults of a broker with overrides. */
export const riskLimits = (broker: Broker, overrides: z.infer<typeof limitOverrides> = {}): RiskLimits => {
  const limits: { [Name in LimitName]: number } = { ...DEFAULT_LIMITS[broker] };
  for (const name of LIMIT_NAMES) limits[name] = overrides[name] ?? limits[name];
  return limits;
};

export const LIMIT_NAMES = Object.keys(LIMITS) as readonly LimitName[];
