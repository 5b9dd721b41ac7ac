import type { OrderFilled } from '../events/types.ts';
import type { Instrument, Segment } from './instrument.ts';

/** Zerodha's products: delivery, intraday, and carried derivatives. */
export type Product = NonNullable<OrderFilled['product']>;

const SHARES: readonly Product[] = ['MIS', 'CNC'];
const DERIVATIVES: readonly Product[] = ['NRML', 'MIS'];

/** The products of a segment, its default first. On paper an index stands for its future. */
export const productsOf = (segment: Segment): readonly Product[] =>
  segment === 'NSE' || segment === 'BSE' ? SHARES : DERIVATIVES;

/** The product of an order that names none. */
export const usualProduct = ({ segment, product }: Pick<Instrument, 'segment' | 'product'>): Product => {
  const [standard = 'NRML'] = productsOf(segment);
  return product !== undefined && productsOf(segment).includes(product) ? product : standard;
};
