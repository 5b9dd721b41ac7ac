import type { Instrument } from '../../shared/market/instrument.ts';
import { DAY_MS, dateOfDay, IST_OFFSET_MS, istDate } from '../../shared/market/ist.ts';
import type { LastPrice, Quote } from '../../shared/market/last-price.ts';
import { absolute, fromRupees, type Money, subtract, ZERO } from '../../shared/money.ts';
import { type Parsed, parsed, unusable } from '../../shared/parsed.ts';

/**
 * The instrument whose last price of the day settles a contract: its underlying for options, and for futures of shares
 * and indices; the contract itself for futures of commodities and currencies. Undefined if it is not known.
 */
export const settlesBy = ({
  segment,
  instrument_token,
  underlying_token,
}: Instrument): number | undefined => {
  switch (segment) {
    case 'MCX-FUT':
    case 'NCO-FUT':
    case 'CDS-FUT':
    case 'BCD-FUT':
      return instrument_token;
    default:
      return underlying_token;
  }
};

/** The last price on a date in India, if it is remembered: of the newest day with a price, and of the one before. */
const priceOn = (date: string, recorded: (Quote & Partial<LastPrice>) | undefined): Quote | undefined => {
  if (recorded === undefined) return undefined;
  if (istDate(recorded.at) === date) return recorded;
  const { dayBefore } = recorded;
  if (dayBefore === undefined || dateOfDay(dayBefore.day) !== date) return undefined;
  return { price: dayBefore.price, at: (dayBefore.day + 1) * DAY_MS - IST_OFFSET_MS - 1 };
};

/** What one unit of an option is worth when it expires. */
const intrinsic = (strike: Money, type: Instrument['option_type'], underlying: Money): Money => {
  const value = type === 'PE' ? subtract(strike, underlying) : subtract(underlying, strike);
  return value > ZERO ? absolute(value) : ZERO;
};

export interface Settlement {
  /** Per unit of the contract. */
  readonly price: Money;
  /** The price that it follows from. */
  readonly quote: Quote;
}

/** The price at which a contract settles on the day of its expiry, or why it is not known. */
export const settlementOf = (
  contract: Instrument,
  expiry: string,
  quotes: ReadonlyMap<number, Quote>,
): Parsed<Settlement> => {
  const { option_type, strike } = contract;
  const token = settlesBy(contract);
  if (token === undefined) return unusable('its instrument has no underlying_token');
  const quote = priceOn(expiry, quotes.get(token));
  if (quote === undefined) return unusable(`no price of instrument ${token} on ${expiry} is recorded`);
  const underlying = fromRupees(quote.price);
  if (option_type === undefined) return parsed({ price: underlying, quote });
  if (strike === undefined) return unusable('its instrument has no strike');
  return parsed({ price: intrinsic(fromRupees(strike), option_type, underlying), quote });
};
