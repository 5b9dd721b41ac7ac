import * as z from 'zod';
import type { Broker } from '../events/brokers.ts';
import { LIMIT_NAMES, type LimitName, limitOverrides, type RiskLimits, riskLimits } from './limits.ts';

/** Limits that let more through the lower they are. */
const LOOSER_WHEN_LOWER: ReadonlySet<LimitName> = new Set(['duplicate_window_ms']);

/** Whether a value of a limit lets more through than another. */
export const isLooser = (name: LimitName, value: number, than: number): boolean =>
  LOOSER_WHEN_LOWER.has(name) ? value < than : value > than;

/** The limits of `next` that let more through than those of `before`. */
export const loosened = (before: RiskLimits, next: RiskLimits): readonly LimitName[] =>
  LIMIT_NAMES.filter((name) => isLooser(name, next[name], before[name]));

/**
 * How loose live limits may be at most, where a deployment does not say otherwise: some times what a careful person
 * would start with.
 */
export const DEFAULT_CEILINGS: RiskLimits = {
  max_position_size: 5_000,
  max_daily_trades: 500,
  max_price_deviation_bps: 300,
  max_order_notional: 1_000_000,
  max_open_exposure: 5_000_000,
  max_daily_loss: 50_000,
  max_price_age_ms: 15_000,
  max_signal_age_ms: 10_000,
  max_clock_skew_ms: 5_000,
  duplicate_window_ms: 500,
  max_orders_per_second: 10,
};

/** Limits with none looser than its ceiling. */
const within = (limits: RiskLimits, ceilings: RiskLimits): RiskLimits => {
  const held: { [Name in LimitName]: number } = { ...limits };
  for (const name of LIMIT_NAMES) if (isLooser(name, held[name], ceilings[name])) held[name] = ceilings[name];
  return held;
};

/** A broker's limits as they hold: the defaults with what is overridden, the live ones within their ceilings. */
export const limitsWithin = (
  broker: Broker,
  overrides: z.infer<typeof limitOverrides>,
  ceilings: RiskLimits,
): RiskLimits => {
  const limits = riskLimits(broker, overrides);
  return broker === 'zerodha' ? within(limits, ceilings) : limits;
};

const pair = /^\s*([a-z_]+)\s*=\s*(\d+(?:\.\d+)?)\s*$/;

/** `max_order_notional=500000,max_daily_loss=25000`: the ceilings, of which those that are not named are the defaults. */
export const ceilingsText = z
  .string()
  .default('')
  .transform((text, context): RiskLimits => {
    const pairs = text.split(',').filter((part) => part.trim() !== '');
    const named = pairs.map((part) => pair.exec(part)?.slice(1));
    const given = Object.fromEntries(named.map(([name = '', value] = []) => [name, Number(value)]));
    const { data, error } = limitOverrides.safeParse(given);
    if (data === undefined || Object.keys(given).length !== pairs.length) {
      const why = error === undefined ? 'one is named twice' : z.prettifyError(error).replaceAll(/\s+/g, ' ');
      context.addIssue({ code: 'custom', message: `must be limits like max_daily_loss=25000: ${why}` });
      return z.NEVER;
    }
    const ceilings: { [Name in LimitName]: number } = { ...DEFAULT_CEILINGS };
    for (const name of LIMIT_NAMES) ceilings[name] = data[name] ?? ceilings[name];
    return ceilings;
  })
  .pipe(limitOverrides.required());
