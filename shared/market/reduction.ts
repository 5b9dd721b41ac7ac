/** Units between which a position must end, whatever becomes of the pending orders; both the same where none is. */
export interface PositionRange {
  /** All pending sales fill and no pending purchase does. */
  readonly lowest: number;
  /** All pending purchases fill and no pending sale does. */
  readonly highest: number;
}

/**
 * Whether an order only reduces what is held, whatever becomes of the pending orders: a sale that even after
 * all pending sales leaves nothing short, or a purchase that leaves nothing long. An order that would turn a
 * position over is an opening as a whole.
 * @param quantity Signed units: positive to buy, negative to sell.
 */
export const isReduction = ({ lowest, highest }: PositionRange, quantity: number): boolean =>
  (quantity < 0 && lowest + quantity >= 0) || (quantity > 0 && highest + quantity <= 0);
