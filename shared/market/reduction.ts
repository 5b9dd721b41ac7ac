/** Bounds of a position over all outcomes of its pending orders; equal without pending orders. */
export interface PositionRange {
  /** All pending sales fill and no pending purchase does. */
  readonly lowest: number;
  /** All pending purchases fill and no pending sale does. */
  readonly highest: number;
}

/**
 * Whether an order only reduces what is held, for every outcome of the pending orders: a sale that even after
 * all pending sales leaves nothing short, or a purchase that leaves nothing long. An order that would turn a
 * position over is an opening as a whole.
 * @param quantity Signed units: positive to buy, negative to sell.
 */
export const isReduction = ({ lowest, highest }: PositionRange, quantity: number): boolean =>
  (quantity < 0 && lowest + quantity >= 0) || (quantity > 0 && highest + quantity <= 0);
