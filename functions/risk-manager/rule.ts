import type { LimitName, RiskLimits } from '../../shared/controls/limits.ts';
import { type Money, toRupees } from '../../shared/money.ts';
import type { Facts } from './facts.ts';

/** A rule's verdict on one signal. `detail` names the compared values. */
export interface Outcome {
  readonly passed: boolean;
  readonly detail: string;
}

/** A pure function. It rejects a signal that it cannot decide. */
export type Rule = (facts: Facts) => Outcome;
export type LimitRule = (facts: Facts, limits: RiskLimits) => Outcome;

interface About {
  readonly title: string;
  /** One sentence for the documentation. */
  readonly checks: string;
  /**
   * `pass`: the rule never rejects an order that only reduces a position, so that no limit traps one. `judged`: the
   * exchange itself or the broker would refuse the order. Such a rule has no limits, so malformed controls trap none.
   */
  readonly reductions: 'pass' | 'judged';
}

/** One line of the table of rules. A rule with limits rejects every signal if they cannot be read. */
export type RuleDefinition =
  | (About & { readonly limits: null; readonly rule: Rule })
  | (About & {
      readonly limits: readonly [LimitName, ...LimitName[]];
      readonly reductions: 'pass';
      readonly rule: LimitRule;
    });

export const outcome = (passed: boolean, detail: string): Outcome => ({ passed, detail });
export const refused = (detail: string): Outcome => ({ passed: false, detail });

/** An amount as text. */
export const rupees = (amount: Money): string => `₹${toRupees(amount).toFixed(2)}`;
