import * as z from 'zod';
import type { Broker } from '../events/brokers.ts';
import {
  DEFAULT_CEILINGS,
  LIMIT_NAMES,
  type LimitName,
  limitOverrides,
  type RiskLimits,
  riskLimits,
} from './limits.ts';

/** Limits that are looser when lower. */
const LOOSER_WHEN_LOWER: ReadonlySet<LimitName> = new Set(['duplicate_window_ms']);

/** Whether a value of a limit is looser than another. */
export const isLooser = (name: LimitName, value: number, than: number): boolean =>
  LOOSER_WHEN_LOWER.has(name) ? value < than : value > than;

/** The limits of `next` that are looser than in `before`. */
export const loosened = (before: RiskLimits, next: RiskLimits): readonly LimitName[] =>
  LIMIT_NAMES.filter((name) => isLooser(name, next[name], before[name]));

/** Limits, each tightened to its ceiling. */
const within = (limits: RiskLimits, ceilings: RiskLimits): RiskLimits => {
  const capped: { [Name in LimitName]: number } = { ...limits };
  for (const name of LIMIT_NAMES)
    if (isLooser(name, capped[name], ceilings[name])) capped[name] = ceilings[name];
  return capped;
};

/** A broker's limits in force: defaults with overrides; live limits are capped at their ceilings. */
export const limitsWithin = (
  broker: Broker,
  overrides: z.infer<typeof limitOverrides>,
  ceilings: RiskLimits,
): RiskLimits => {
  const limits = riskLimits(broker, overrides);
  return broker === 'zerodha' ? within(limits, ceilings) : limits;
};

const pair = /^\s*([a-z_]+)\s*=\s*(\d+(?:\.\d+)?)\s*$/;

/** Ceilings such as `max_order_notional=500000,max_daily_loss=25000`. Unnamed ones have their defaults. */
export const ceilingsText = z
  .string()
  .default('')
  .transform((text, context): RiskLimits => {
    const pairs = text.split(',').filter((part) => part.trim() !== '');
    const named = pairs.map((part) => pair.exec(part)?.slice(1));
    const given = Object.fromEntries(named.map(([name = '', value] = []) => [name, Number(value)]));
    const { data, error } = limitOverrides.safeParse(given);
    if (data === undefined || Object.keys(given).length !== pairs.length) {
      const why = error === undefined ? 'a name is repeated' : z.prettifyError(error).replaceAll(/\s+/g, ' ');
      context.addIssue({ code: 'custom', message: `must be limits like max_daily_loss=25000: ${why}` });
      return z.NEVER;
    }
    const ceilings: { [Name in LimitName]: number } = { ...DEFAULT_CEILINGS };
    for (const name of LIMIT_NAMES) ceilings[name] = data[name] ?? ceilings[name];
    return ceilings;
  })
  .pipe(limitOverrides.required());
