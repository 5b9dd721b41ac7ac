import * as z from 'zod';
import type { Broker } from '../events/brokers.ts';

const rupees = z.number().min(0).max(1e11);
const milliseconds = z.int().min(1).max(3_600_000);

const LIMITS = {
  /** Units, long or short, of one instrument in one strategy, pending orders counted. */
  max_position_size: z.int().min(0).max(1e9),
  /** Orders of the account in one day on India's calendar; Zerodha itself takes 5,000. */
  max_daily_trades: z.int().min(0).max(5_000),
  /** Hundredths of a percent between a signal's price and the market's price before it. */
  max_price_deviation_bps: z.int().min(0).max(10_000),
  /** Rupees in one order. */
  max_order_notional: rupees,
  /** Rupees in all positions of the account, long and short added up, pending orders counted. */
  max_open_exposure: rupees,
  /** Rupees that the account may lose in one day, open positions at the market and fees included. */
  max_daily_loss: rupees,
  /** Age of the newest known price. */
  max_price_age_ms: milliseconds,
  /** Age of the signal. */
  max_signal_age_ms: milliseconds,
  /** How far in the future the clock of another machine may seem to be. */
  max_clock_skew_ms: z.int().min(0).max(60_000),
  /** Within this time the same order of a strategy is a repetition; orders of the same tick always are. */
  duplicate_window_ms: milliseconds,
  /** Orders in any second. Above ten a strategy needs registration with the exchange, and Zerodha answers 429. */
  max_orders_per_second: z.int().min(0).max(10),
} as const;

/** What risk-manager measures signals against. Money in rupees. */
export type RiskLimits = { readonly [Name in keyof typeof LIMITS]: number };
export type LimitName = keyof RiskLimits;

/**
 * What holds where the table says nothing. Paper is wide enough to let a strategy on index lots show itself;
 * live is what a careful person would start with.
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
 * Overrides of the defaults. An unknown name is an error, not ignored: a mistyped limit would leave the account
 * with another one than the person believes.
 */
export const limitOverrides = z.strictObject(LIMITS).partial();

/** The defaults of a broker with what is overridden. */
export const riskLimits = (broker: Broker, overrides: z.infer<typeof limitOverrides> = {}): RiskLimits => {
  const limits: { [Name in LimitName]: number } = { ...DEFAULT_LIMITS[broker] };
  for (const name of LIMIT_NAMES) limits[name] = overrides[name] ?? limits[name];
  return limits;
};

export const LIMIT_NAMES = Object.keys(LIMITS) as readonly LimitName[];
