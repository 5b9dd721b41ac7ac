import { type LimitRule, outcome, refused } from '../rule.ts';

export const stalePrice: LimitRule = ({ quote, now }, limits) => {
  if (quote === undefined) return refused('no price is known');
  const age = now - quote.at;
  return outcome(
    age <= limits.max_price_age_ms && age >= -limits.max_clock_skew_ms,
    `price ${quote.price} is ${age} ms old of ${limits.max_price_age_ms} ms`,
  );
};
