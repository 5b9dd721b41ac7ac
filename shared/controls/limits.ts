import * as z from 'zod';
import type { Broker } from '../events/brokers.ts';

const rupees = z.number().min(0).max(1e11);
const milliseconds = z.int().min(1).max(3_600_000);

interface LimitDefinition {
  /** Values that a person may set. */
  readonly range: z.ZodNumber | z.ZodInt;
  /** Default of paper: wide enough for a strategy on index lots. */
  readonly paper: number;
  /** Default of live orders: the start of a careful trader. */
  readonly zerodha: number;
  /** The loosest value for live orders, unless a deployment sets another one. */
  readonly ceiling: number;
}

const LIMITS = {
  /** Units, long or short, of one instrument in one strategy, pending orders counted. */
  max_position_size: { range: z.int().min(0).max(1e9), paper: 2_000, zerodha: 500, ceiling: 5_000 },
  /** Orders of the account in one day in India; Zerodha's own limit is 5,000. */
  max_daily_trades: { range: z.int().min(0).max(5_000), paper: 5_000, zerodha: 100, ceiling: 500 },
  /** Basis points between a signal's price and the market price before it. */
  max_price_deviation_bps: { range: z.int().min(0).max(10_000), paper: 300, zerodha: 100, ceiling: 300 },
  /** Ticks between the same prices. The larger of both counts, because one tick is much for a cheap option. */
  max_price_deviation_ticks: { range: z.int().min(0).max(1_000), paper: 20, zerodha: 10, ceiling: 20 },
  /** Rupees in one order. */
  max_order_notional: { range: rupees, paper: 2_500_000, zerodha: 200_000, ceiling: 1_000_000 },
  /** Rupees in all positions of the account, gross, pending orders counted. */
  max_open_exposure: { range: rupees, paper: 25_000_000, zerodha: 1_000_000, ceiling: 5_000_000 },
  /** Loss of the account in one day in rupees, including open positions and fees. */
  max_daily_loss: { range: rupees, paper: 500_000, zerodha: 10_000, ceiling: 50_000 },
  /** Age of the newest known price. */
  max_price_age_ms: { range: milliseconds, paper: 10_000, zerodha: 5_000, ceiling: 15_000 },
  /** Age of the signal. */
  max_signal_age_ms: { range: milliseconds, paper: 5_000, zerodha: 3_000, ceiling: 10_000 },
  /** Maximum clock difference between machines. */
  max_clock_skew_ms: { range: z.int().min(0).max(60_000), paper: 2_000, zerodha: 1_000, ceiling: 5_000 },
  /** Window in which the same order of a strategy is a duplicate. Orders of one tick are always checked. */
  duplicate_window_ms: { range: milliseconds, paper: 1_000, zerodha: 1_000, ceiling: 500 },
  /** Orders per second. Above ten, exchanges require registration of the strategy, and Zerodha returns 429. */
  max_orders_per_second: { range: z.int().min(0).max(10), paper: 10, zerodha: 9, ceiling: 10 },
  /** Orders per minute. Zerodha refuses more than 400. */
  max_orders_per_minute: { range: z.int().min(0).max(400), paper: 400, zerodha: 360, ceiling: 400 },
} as const satisfies Record<string, LimitDefinition>;

/** The risk limits. Money in rupees. */
export type RiskLimits = { readonly [Name in keyof typeof LIMITS]: number };
export type LimitName = keyof RiskLimits;

/** One attribute of every limit. */
const column = <Name extends keyof LimitDefinition>(name: Name) =>
  Object.fromEntries(Object.entries(LIMITS).map(([limit, definition]) => [limit, definition[name]])) as {
    readonly [Limit in LimitName]: LimitDefinition[Name];
  };

export const DEFAULT_LIMITS: { readonly [B in Broker]: RiskLimits } = {
  paper: column('paper'),
  zerodha: column('zerodha'),
};

export const DEFAULT_CEILINGS: RiskLimits = column('ceiling');

/**
 * Overrides of the defaults. An unknown name is an error, because a misspelled limit would leave the default in force.
 */
export const limitOverrides = z.strictObject(column('range')).partial();

/** The defaults of a broker with overrides. */
export const riskLimits = (broker: Broker, overrides: z.infer<typeof limitOverrides> = {}): RiskLimits => {
  const limits: { [Name in LimitName]: number } = { ...DEFAULT_LIMITS[broker] };
  for (const name of LIMIT_NAMES) limits[name] = overrides[name] ?? limits[name];
  return limits;
};

export const LIMIT_NAMES = Object.keys(LIMITS) as readonly LimitName[];
