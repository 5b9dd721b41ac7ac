import type { RuleDefinition } from './rule.ts';
import { EXCHANGE_RULES } from './rules/exchange.ts';
import { IDENTITY_RULES } from './rules/identity.ts';
import { LOSS_RULES } from './rules/loss.ts';
import { MARKET_RULES } from './rules/market.ts';
import { PRICE_BAND_RULES } from './rules/price-band.ts';
import { SIZE_RULES } from './rules/size.ts';

/**
 * Every rule by its code. All of them judge every signal. The order here is the order of `risk_checks`. The first
 * rule that rejects the signal is the `rejection_reason`. `docs/risk-rules.md` is generated from this table.
 */
export const RISK_RULES = {
  ...IDENTITY_RULES,
  ...EXCHANGE_RULES,
  ...PRICE_BAND_RULES,
  ...MARKET_RULES,
  ...SIZE_RULES,
  ...LOSS_RULES,
} as const satisfies Record<string, RuleDefinition>;

/** The code of a rule: `rule` in `risk_checks`, and `rejection_reason`. */
export type RiskCode = keyof typeof RISK_RULES;

export const RULE_DEFINITIONS: readonly (readonly [code: string, definition: RuleDefinition])[] =
  Object.entries(RISK_RULES);
