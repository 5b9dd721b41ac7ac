import * as z from 'zod';
import { product } from '../../shared/events/data/fields.ts';
import { positionKey } from '../../shared/events/partition-key.ts';
import type { OrderFilled } from '../../shared/events/types.ts';
import { type Instrument, instrumentItem } from '../../shared/market/instrument.ts';

/** What the engine must know of a position after the order that opened it. */
export interface Terms {
  readonly product?: OrderFilled['product'];
  /**
   * The instrument when the position was opened, where it does not stay what it is: the token of a contract that expires
   * is used again. Also that of an intraday position, whose market is needed before the close.
   */
  readonly instrument?: Instrument | undefined;
}

export interface OwnPosition extends Terms {
  readonly strategyId: string;
  readonly instrumentToken: number;
  /** Negative for short. */
  readonly units: number;
}

const terms = z.strictObject({ product: product.optional(), instrument: instrumentItem.optional() });

/** The fourth member is absent in states of earlier releases, and for positions without terms. */
const packedPosition = z.union([
  z.tuple([z.string(), z.int(), z.int()]),
  z.tuple([z.string(), z.int(), z.int(), terms]),
]);

type Packed = z.infer<typeof packedPosition>;

/** The terms of a position that a fill opens. */
export const termsOf = ({ product }: OrderFilled, instrument: Instrument | undefined): Terms => ({
  ...(product !== undefined && { product }),
  ...((instrument?.expiry !== undefined || product === 'MIS') && { instrument }),
});

/**
 * Each strategy's position in each instrument, from the engine's own fills. No other source is newer or more
 * complete. Flat positions are removed.
 */
export class OwnPositions {
  readonly #held = new Map<string, OwnPosition>();

  /** Units; negative for a short position. */
  of(strategyId: string, instrumentToken: number): number {
    return this.#held.get(positionKey(strategyId, instrumentToken))?.units ?? 0;
  }

  /** The open positions, in a fixed order. */
  all(): readonly OwnPosition[] {
    return [...this.#held.values()];
  }

  /**
   * @param quantity Signed units of a fill.
   * @param opened Terms of the position, if the fill opens one.
   */
  add(strategyId: string, instrumentToken: number, quantity: number, opened: Terms = {}): void {
    const key = positionKey(strategyId, instrumentToken);
    const before = this.#held.get(key);
    const units = (before?.units ?? 0) + quantity;
    if (units === 0) {
      this.#held.delete(key);
      return;
    }
    const continues = before !== undefined && before.units > 0 === units > 0;
    this.#held.set(key, { ...(continues ? before : opened), strategyId, instrumentToken, units });
  }

  /** Plain JSON for the checkpoint. */
  encode(): readonly Packed[] {
    return Array.from(this.#held.values(), ({ strategyId, instrumentToken, units, ...opened }) =>
      Object.keys(opened).length === 0
        ? [strategyId, instrumentToken, units]
        : [strategyId, instrumentToken, units, opened],
    );
  }

  /** @throws Error for a value that is not from `encode`. */
  static decode(packed: unknown): OwnPositions {
    const { data } = z.array(packedPosition).safeParse(packed);
    if (data === undefined) throw new Error('own positions are malformed');
    const positions = new OwnPositions();
    for (const [strategyId, instrumentToken, units, opened] of data) {
      positions.add(strategyId, instrumentToken, units, opened);
    }
    return positions;
  }
}
