import type { LimitName, RiskLimits } from '../../shared/controls/limits.ts';
import { type Money, toRupees } from '../../shared/money.ts';
import type { Facts } from './facts.ts';

/** What a rule says of one signal; `detail` names the values that it compared. */
export interface Outcome {
  readonly passed: boolean;
  readonly detail: string;
}

/** A pure function: a rule that cannot be decided says no. */
export type Rule = (facts: Facts) => Outcome;
export type LimitRule = (facts: Facts, limits: RiskLimits) => Outcome;

interface About {
  readonly title: string;
  /** One sentence for the documentation. */
  readonly checks: string;
  /**
   * `pass`: an order that only reduces a position is not held back by it, so that no limit can trap one.
   * `judged`: it is judged like any other.
   */
  readonly reductions: 'pass' | 'judged';
}

/** One line of the table of rules. A rule that has limits says no where they cannot be read. */
export type RuleDefinition = About &
  (
    | { readonly limits: null; readonly rule: Rule }
    | { readonly limits: readonly [LimitName, ...LimitName[]]; readonly rule: LimitRule }
  );

export const outcome = (passed: boolean, detail: string): Outcome => ({ passed, detail });
export const refused = (detail: string): Outcome => ({ passed: false, detail });

/** An amount for people. */
export const rupees = (amount: Money): string => `₹${toRupees(amount).toFixed(2)}`;
