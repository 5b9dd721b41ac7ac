import { BAND_PERCENT } from '../../../shared/market/opening-gap.ts';
import { outcome, type Rule, type RuleDefinition, refused } from '../rule.ts';

/** Until a corporate action is told, an entry would be sized and valued by a price that is not comparable. */
const priceBand: Rule = ({ gap }) => {
  if (gap === undefined) return outcome(true, 'opened within the band, or explained');
  const { contract, from, to, until } = gap;
  return refused(
    `${contract} opened at ${to} on ${until} after ${from}, more than ${BAND_PERCENT} % away: put its split, bonus or dividend into corporate-actions, or no_action if it fell by itself; positions change at the next moment of the day`,
  );
};

/** Whether the price of the instrument can be compared with that of the session before. */
export const PRICE_BAND_RULES = {
  PRICE_BAND: {
    title: 'Opened beyond the price band',
    checks:
      "The first price of a share on the day is within 20 % of its last price before, or the table of corporate actions says why not. Until then the day's loss counts its price of the session before.",
    limits: null,
    reductions: 'pass',
    rule: priceBand,
  },
} as const satisfies Record<string, RuleDefinition>;
