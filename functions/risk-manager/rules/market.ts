import { signalAge } from '../../../shared/controls/signal-age.ts';
import { absolute, fromRupees, subtract } from '../../../shared/money.ts';
import { type LimitRule, outcome, type RuleDefinition, refused } from '../rule.ts';

/** The engine checks the age again, because a signal may wait between its verdict and its order. */
const staleSignal: LimitRule = ({ signalAt, now }, limits) => {
  const { isFresh, detail } = signalAge(signalAt, now, limits);
  return outcome(isFresh, detail);
};

const stalePrice: LimitRule = ({ quote, now }, limits) => {
  if (quote === undefined) return refused('no price is known');
  const age = now - quote.at;
  return outcome(
    age <= limits.max_price_age_ms && age >= -limits.max_clock_skew_ms,
    `price ${quote.price} is ${age} ms old of ${limits.max_price_age_ms} ms`,
  );
};

const BASIS_POINTS = 10_000;

/** A price far from the previous market price is a bad tick or a strategy's mistake. */
const priceDeviation: LimitRule = ({ signal, market }, limits) => {
  if (signal.price === undefined) return outcome(true, 'the signal names no price');
  if ('problem' in market) return refused(market.problem);
  const before = fromRupees(market.value.price);
  const apart = absolute(subtract(fromRupees(signal.price), before));
  return outcome(
    apart * BASIS_POINTS <= limits.max_price_deviation_bps * before,
    `${signal.price} against ${market.value.price}, at most ${limits.max_price_deviation_bps} bp apart`,
  );
};

/** Whether the signal still fits the market. */
export const MARKET_RULES = {
  STALE_SIGNAL: {
    title: 'Old signal',
    checks: 'The signal is young enough, and not from the future by more than clocks may differ.',
    limits: ['max_signal_age_ms', 'max_clock_skew_ms'],
    reductions: 'judged',
    rule: staleSignal,
  },
  STALE_PRICE: {
    title: 'Old price',
    checks: "The newest known price, the signal's own among them, is young enough, and not from the future.",
    limits: ['max_price_age_ms', 'max_clock_skew_ms'],
    reductions: 'judged',
    rule: stalePrice,
  },
  PRICE_DEVIATION: {
    title: 'Price far from the market',
    checks: "The signal's price is near the market's last price before it.",
    limits: ['max_price_deviation_bps'],
    reductions: 'judged',
    rule: priceDeviation,
  },
} as const satisfies Record<string, RuleDefinition>;
