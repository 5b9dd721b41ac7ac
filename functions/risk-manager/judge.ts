import type { RiskCheck } from '../../shared/events/types.ts';
import type { Facts } from './facts.ts';
import { type Outcome, outcome, type RuleDefinition, refused } from './rule.ts';
import { RULE_DEFINITIONS } from './rule-table.ts';

/** Maximum length of a detail in `risk_checks`. */
const DETAIL_LENGTH = 512;

const outcomeOf = (definition: RuleDefinition, facts: Facts): Outcome => {
  if (facts.reduces && definition.reductions === 'pass') return outcome(true, 'reduces the position');
  if (definition.limits === null) return definition.rule(facts);
  const { limits } = facts.controls;
  return 'problem' in limits ? refused(limits.problem) : definition.rule(facts, limits.value);
};

/** The verdict of every rule, in the order of the table, and the code of the first that rejects the signal. */
export interface Judgement {
  readonly checks: RiskCheck[];
  readonly rejection: string | undefined;
}

export const judge = (facts: Facts): Judgement => {
  const checks = RULE_DEFINITIONS.map(([rule, definition]): RiskCheck => {
    const { passed, detail } = outcomeOf(definition, facts);
    return { rule, passed, detail: detail.slice(0, DETAIL_LENGTH) };
  });
  return { checks, rejection: checks.find(({ passed }) => !passed)?.rule };
};
