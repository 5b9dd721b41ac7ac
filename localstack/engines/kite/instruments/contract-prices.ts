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

/** A plausible price of an option: its worth now, and for the time left the more, the nearer the strike is. */
export const optionPrice = (
  spot: number,
  days: number,
  { type, strike, volatility, tick }: OptionTerms,
): number => {
  const worth = Math.max(0, type === 'CE' ? spot - strike : strike - spot);
  const deviation = spot * volatility * Math.sqrt(Math.max(days, 0) / YEAR_DAYS);
  const distance = deviation === 0 ? 0 : Math.abs(spot - strike) / deviation;
  const timeValue = (0.4 * deviation) / (1 + distance ** 3);
  return onTick(worth + timeValue, tick);
};
