import type { RiskLimits } from '../../../shared/controls/limits.ts';
import { signalAge } from '../../../shared/controls/signal-age.ts';
import { absolute, fromRupees, type Money, subtract } from '../../../shared/money.ts';
import { valueIn } from '../../../shared/parsed.ts';
import { type LimitRule, outcome, type Rule, type RuleDefinition, refused } from '../rule.ts';

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

/** Without a price no exchange knows what the order is worth, and none is left to fill it at. */
const noPrice: Rule = ({ quote }) =>
  quote === undefined ? refused('no price is known') : outcome(true, `${quote.price}`);

/**
 * Ten-thousandths of a rupee between a price and the one before. A part of a cheap price is less than a tick, so some
 * ticks are always allowed.
 */
const allowedDeviation = (before: Money, tick: Money, limits: RiskLimits): number =>
  Math.max((limits.max_price_deviation_bps * before) / BASIS_POINTS, limits.max_price_deviation_ticks * tick);

/** A price far from the previous market price is a bad tick or a strategy's mistake. */
const priceDeviation: LimitRule = ({ signal, instrument, market }, limits) => {
  if (signal.price === undefined) return outcome(true, 'the signal names no price');
  if ('problem' in market) return refused(market.problem);
  const before = fromRupees(market.value.price);
  const apart = absolute(subtract(fromRupees(signal.price), before));
  const tick = valueIn(instrument)?.tick_size ?? 0;
  const { max_price_deviation_bps: bps, max_price_deviation_ticks: ticks } = limits;
  return outcome(
    apart <= allowedDeviation(before, fromRupees(tick), limits),
    `${signal.price} against ${market.value.price}, at most ${bps} bp or ${ticks} ticks of ${tick} apart`,
  );
};

/** Whether the signal still fits the market. */
export const MARKET_RULES = {
  STALE_SIGNAL: {
    title: 'Old signal',
    checks: 'The signal is young enough, and not from the future by more than clocks may differ.',
    limits: ['max_signal_age_ms', 'max_clock_skew_ms'],
    reductions: 'pass',
    rule: staleSignal,
  },
  STALE_PRICE: {
    title: 'Old price',
    checks: "The newest known price, the signal's own among them, is young enough, and not from the future.",
    limits: ['max_price_age_ms', 'max_clock_skew_ms'],
    reductions: 'pass',
    rule: stalePrice,
  },
  NO_PRICE: {
    title: 'No price',
    checks: "A price of any age is known, the signal's own or a recorded one.",
    limits: null,
    reductions: 'judged',
    rule: noPrice,
  },
  PRICE_DEVIATION: {
    title: 'Price far from the market',
    checks:
      "The signal's price is near the market's last price before it: within a part of the price or some ticks, the larger of both.",
    limits: ['max_price_deviation_bps', 'max_price_deviation_ticks'],
    reductions: 'pass',
    rule: priceDeviation,
  },
} as const satisfies Record<string, RuleDefinition>;
