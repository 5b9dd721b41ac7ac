import type { Instrument } from '../../shared/market/instrument.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import { type SlippageSettings, slippageOf } from '../../shared/market/slippage.ts';
import { add, atRate, fromRupees, type Money, subtract, times } from '../../shared/money.ts';
import { seededUniform } from '../../shared/seeded-random.ts';
import type { PaperOrder } from './paper-order.ts';

export type FillSettings = SlippageSettings;

/** The market at the moment of the fill. */
interface FillMarket {
  readonly instrument: Instrument;
  readonly quote: Quote;
}

/**
 * The price per unit at which the paper market fills the whole order where no book is known. A pure function: chance is
 * seeded by `order.signalId`, so a replay fills at the same prices. The exchange rounds the price to the tick, against
 * the order.
 */
export type FillModel = (order: PaperOrder, market: FillMarket, settings: FillSettings) => Money;

/** The last price plus random slippage, between half and one and a half of the mean. Ticks are whole. */
const uniformSlippage: FillModel = ({ side, signalId }, { instrument, quote }, settings) => {
  const price = fromRupees(quote.price);
  const draw = seededUniform(signalId, 'slippage', 0.5, 1.5);
  const mean = slippageOf(instrument, settings);
  const slippage =
    'ticks' in mean
      ? times(fromRupees(instrument.tick_size), Math.round(mean.ticks * draw))
      : atRate(price, (mean.basisPoints / 10_000) * draw);
  return side === 'BUY' ? add(price, slippage) : subtract(price, slippage);
};

/** The model in use. */
export const fillModel: FillModel = uniformSlippage;
