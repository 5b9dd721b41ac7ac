import { contractOf, type Instrument } from '../../shared/market/instrument.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import { fromRupees, type Money } from '../../shared/money.ts';
import { type Parsed, parsed, unusable } from '../../shared/parsed.ts';

/** The prices per unit by which limits in rupees count an instrument. */
export interface CountedPrices {
  /** Of a purchase or a long position. */
  readonly bought: Money;
  /** Of a sale or a short position. */
  readonly sold: Parsed<Money>;
}

export const isOption = ({ segment }: Pick<Instrument, 'segment'>): boolean => segment.endsWith('-OPT');

/**
 * The writer of an option is exposed to its underlying, not to the premium: to the underlying's last price, or to the
 * strike where none is recorded. A put deep in the money costs more than its underlying, so the premium is the minimum.
 */
const soldPrice = (
  instrument: Parsed<Instrument>,
  price: Money,
  underlying: Quote | undefined,
): Parsed<Money> => {
  if ('problem' in instrument) return instrument;
  if (!isOption(instrument.value)) return parsed(price);
  const { strike = 0 } = instrument.value;
  const notional = fromRupees(underlying?.price ?? strike);
  if (notional > 0) return parsed(notional > price ? notional : price);
  return unusable(`the strike of ${contractOf(instrument.value)} is not known; load the instruments again`);
};

/**
 * @param price The newest price of the instrument.
 * @param underlying The newest recorded price of its underlying. Only written options look at it.
 */
export const countedPrices = (
  instrument: Parsed<Instrument>,
  price: Money,
  underlying: Quote | undefined,
): CountedPrices => ({ bought: price, sold: soldPrice(instrument, price, underlying) });
