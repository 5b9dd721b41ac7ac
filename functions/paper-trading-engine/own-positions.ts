import * as z from 'zod';
import { product } from '../../shared/events/data/fields.ts';
import type { OrderFilled } from '../../shared/events/types.ts';
import { contractKey } from '../../shared/market/contract.ts';
import { contractOf, type Instrument, instrumentItem } from '../../shared/market/instrument.ts';
import type { Product } from '../../shared/market/product.ts';

/** What the engine must know of a position after the order that opened it. */
export interface Terms {
  /** Orders that add to the position or reduce it have the same. Absent in states of earlier releases. */
  readonly product?: Product | undefined;
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
 * Each strategy's position in each contract, from the engine's own fills. No other source is newer or more
 * complete. Flat positions are removed.
 */
export class OwnPositions {
  /** By `contractKey`. */
  readonly #held = new Map<
    string,
    { readonly position: OwnPosition; readonly contract: string | undefined }
  >();

  /** Units; negative for a short position. A position in a former contract of the token does not count. */
  of(strategyId: string, instrumentToken: number, terms: Terms = {}): number {
    return this.find(strategyId, instrumentToken, terms)?.units ?? 0;
  }

  /** The same with its terms; undefined if the strategy has no position. */
  find(strategyId: string, instrumentToken: number, terms: Terms = {}): OwnPosition | undefined {
    return this.#held.get(this.#keyOf(strategyId, instrumentToken, terms))?.position;
  }

  /** The open positions, in a fixed order. */
  all(): readonly OwnPosition[] {
    return Array.from(this.#held.values(), ({ position }) => position);
  }

  /**
   * @param quantity Signed units of a fill.
   * @param terms Of the fill: they tell its contract, and are the position's if the fill opens one.
   */
  add(strategyId: string, instrumentToken: number, quantity: number, terms: Terms = {}): void {
    const key = this.#keyOf(strategyId, instrumentToken, terms);
    const before = this.#held.get(key)?.position;
    const units = (before?.units ?? 0) + quantity;
    if (units === 0) {
      this.#held.delete(key);
      return;
    }
    const continues = before !== undefined && before.units > 0 === units > 0;
    const { product: opened, instrument } = continues ? before : terms;
    this.#held.set(key, {
      position: {
        ...{ strategyId, instrumentToken, units },
        ...(opened !== undefined && { product: opened }),
        ...(instrument !== undefined && { instrument }),
      },
      contract: instrument && contractOf(instrument),
    });
  }

  /** Plain JSON for the checkpoint. */
  encode(): readonly Packed[] {
    return this.all().map(({ strategyId, instrumentToken, units, ...opened }) =>
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

  #keyOf(strategyId: string, instrumentToken: number, { instrument }: Terms): string {
    return contractKey(this.#held, strategyId, instrumentToken, instrument && contractOf(instrument));
  }
}
