import * as z from 'zod';
import { product } from '../../shared/events/data/fields.ts';
import type { OrderFilled } from '../../shared/events/types.ts';
import { contractKey } from '../../shared/market/contract.ts';
import { contractOf, type Instrument, instrumentItem, isShare } from '../../shared/market/instrument.ts';
import { istDay } from '../../shared/market/ist.ts';
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
  /** The Indian day of the fill, where corporate actions change the position. */
  readonly day?: number | undefined;
}

/** What the engine must know of a position to adjust it by corporate actions. */
interface Past {
  /** The last days with fills, and the units that were held when each began. */
  readonly days?: readonly (readonly [day: number, units: number])[] | undefined;
  /** The ex dates of the last actions that changed it. */
  readonly adjusted?: readonly string[] | undefined;
}

export interface OwnPosition extends Omit<Terms, 'day'>, Past {
  readonly strategyId: string;
  readonly instrumentToken: number;
  /** Negative for short. */
  readonly units: number;
}

const terms = z.strictObject({
  product: product.optional(),
  instrument: instrumentItem.optional(),
  days: z
    .array(z.tuple([z.int(), z.int()]).readonly())
    .readonly()
    .optional(),
  adjusted: z.array(z.string()).readonly().optional(),
});

/** An action that is told later than this number of days with fills after its ex date cannot be applied. */
export const REMEMBERED_DAYS = 10;
const REMEMBERED_ACTIONS = 4;
/** Flat positions whose past an action can still concern. */
const REMEMBERED_FLAT = 64;

/** The fourth member is absent in states of earlier releases, and for positions without terms. */
const packedPosition = z.union([
  z.tuple([z.string(), z.int(), z.int()]),
  z.tuple([z.string(), z.int(), z.int(), terms]),
]);

type Packed = z.infer<typeof packedPosition>;

/** The terms of a position that a fill opens. */
export const termsOf = ({ product, timestamp }: OrderFilled, instrument: Instrument | undefined): Terms => ({
  ...(product !== undefined && { product }),
  ...((instrument?.expiry !== undefined || product === 'MIS') && { instrument }),
  ...(instrument !== undefined && isShare(instrument) && { day: istDay(Date.parse(timestamp)) }),
});

const withDay = (days: Past['days'], day: number | undefined, units: number): Past['days'] => {
  if (day === undefined || days?.at(-1)?.[0] === day) return days;
  const entry: readonly [number, number] = [day, units];
  return [...(days ?? []), entry].slice(-REMEMBERED_DAYS);
};

/**
 * Each strategy's position in each contract, from the engine's own fills. No other source is newer or more
 * complete. Flat positions are removed, but for shares that were held when a remembered day began: an action of that day
 * may be told after they were sold.
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

  /** The same with its terms; undefined if the strategy has no open position. */
  find(strategyId: string, instrumentToken: number, terms: Terms = {}): OwnPosition | undefined {
    const position = this.#held.get(this.#keyOf(strategyId, instrumentToken, terms))?.position;
    return position?.units === 0 ? undefined : position;
  }

  /** The open positions, in a fixed order. */
  all(): readonly OwnPosition[] {
    return this.adjustable().filter(({ units }) => units !== 0);
  }

  /** The open positions, and those flat ones that a corporate action can concern. */
  adjustable(): readonly OwnPosition[] {
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
    const days = withDay(before?.days, terms.day, before?.units ?? 0);
    if (units === 0) this.#held.delete(key);
    if (units === 0 && days?.some(([, began]) => began !== 0) !== true) return;
    const continues = before !== undefined && (units === 0 || Math.sign(before.units) === Math.sign(units));
    const { product: opened, instrument } = continues ? before : terms;
    this.#put(key, {
      ...{ strategyId, instrumentToken, units, product: opened, instrument },
      days,
      adjusted: before?.adjusted,
    });
    if (units === 0) this.#dropOldFlat();
  }

  /** Changes the units of a position by an action with this ex date. The new position; undefined if it is flat. */
  adjust(position: OwnPosition, quantity: number, exDate: string): OwnPosition | undefined {
    const key = this.#keyOf(position.strategyId, position.instrumentToken, position);
    const units = position.units + quantity;
    if (units === 0) {
      this.#held.delete(key);
      return undefined;
    }
    const adjusted = [...(position.adjusted ?? []), exDate].slice(-REMEMBERED_ACTIONS);
    const after = { ...position, units, adjusted };
    this.#put(key, after);
    return after;
  }

  /** Plain JSON for the checkpoint. */
  encode(): readonly Packed[] {
    return this.adjustable().map(({ strategyId, instrumentToken, units, ...opened }) =>
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
    for (const [strategyId, instrumentToken, units, opened = {}] of data) {
      const position: OwnPosition = { strategyId, instrumentToken, units, ...opened };
      positions.#put(positions.#keyOf(strategyId, instrumentToken, position), position);
    }
    return positions;
  }

  #put(key: string, { strategyId, instrumentToken, units, ...rest }: OwnPosition): void {
    const { product: opened, instrument, days, adjusted } = rest;
    this.#held.set(key, {
      position: {
        ...{ strategyId, instrumentToken, units },
        ...(opened !== undefined && { product: opened }),
        ...(instrument !== undefined && { instrument }),
        ...(days !== undefined && { days }),
        ...(adjusted !== undefined && { adjusted }),
      },
      contract: instrument && contractOf(instrument),
    });
  }

  #dropOldFlat(): void {
    const flat = [...this.#held].filter(([, { position }]) => position.units === 0);
    for (const [key] of flat.slice(0, -REMEMBERED_FLAT)) this.#held.delete(key);
  }

  #keyOf(strategyId: string, instrumentToken: number, { instrument }: Pick<Terms, 'instrument'>): string {
    return contractKey(this.#held, strategyId, instrumentToken, instrument && contractOf(instrument));
  }
}
