import type { Instrument } from '../../shared/market/instrument.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import { add, atRate, fromRupees, type Money, subtract } from '../../shared/money.ts';
import { seededUniform } from '../../shared/seeded-random.ts';
import type { PaperOrder } from './paper-order.ts';

export interface FillSettings {
  /** Mean slippage in basis points (0.01 %) of the price. */
  readonly slippageBasisPoints: number;
}

/** The market at the moment of the fill. */
interface FillMarket {
  readonly instrument: Instrument;
  readonly quote: Quote;
}

/**
 * The price per unit at which the paper market fills the whole order. A pure function: chance is seeded by
 * `order.signalId`, so a replay fills at the same prices. The trader rounds the price to the tick, against the order.
 */
export type FillModel = (order: PaperOrder, market: FillMarket, settings: FillSettings) => Money;

/** The last price plus random slippage, between half and one and a half of the mean. */
const uniformSlippage: FillModel = ({ side, signalId }, { quote }, { slippageBasisPoints }) => {
  const price = fromRupees(quote.price);
  const draw = seededUniform(signalId, 'slippage', 0.5, 1.5);
  const slippage = atRate(price, (slippageBasisPoints / 10_000) * draw);
  return side === 'BUY' ? add(price, slippage) : subtract(price, slippage);
};

/** The model in use. */
export const fillModel: FillModel = uniformSlippage;
