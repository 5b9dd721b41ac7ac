const INTEREST = 0.065;
const YEAR_DAYS = 365;

/** The nearest price at which the exchange trades. Four places are enough for the smallest tick. */
export const onTick = (price: number, tick: number): number =>
  Math.round(Math.max(1, Math.round(price / tick)) * tick * 10_000) / 10_000;

/** A plausible price of a future, with the interest until it expires. @param days Until the expiry */
export const futurePrice = (spot: number, days: number, tick: number): number =>
  onTick(spot * (1 + (INTEREST * days) / YEAR_DAYS), tick);

export interface OptionTerms {
  readonly type: 'CE' | 'PE';
  readonly strike: number;
  /** Standard deviation of a year's move, as a fraction. */
  readonly volatility: number;
  readonly tick: number;
}

/** Density and distribution of the standard normal distribution; the latter by Abramowitz and Stegun, 26.2.17. */
const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

const FACTORS = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];

const distribution = (x: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const upper = density(x) * t * FACTORS.reduceRight((sum, factor) => sum * t + factor, 0);
  return x >= 0 ? 1 - upper : upper;
};

/** On the day of the expiry half a day is left. */
const LAST_DAY = 0.5;

/** A plausible price of an option by Bachelier's formula, which has calls and puts in parity. @param days Until the expiry */
export const optionPrice = (
  spot: number,
  days: number,
  { type, strike, volatility, tick }: OptionTerms,
): number => {
  const deviation = strike * volatility * Math.sqrt((Math.max(days, 0) + LAST_DAY) / YEAR_DAYS);
  const worth = type === 'CE' ? spot - strike : strike - spot;
  const distance = worth / deviation;
  return onTick(worth * distribution(distance) + deviation * density(distance), tick);
};
