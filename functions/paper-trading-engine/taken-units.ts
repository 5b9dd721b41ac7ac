import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { istDay } from '../../shared/market/ist.ts';
import type { Quote } from '../../shared/market/last-price.ts';
import { fromRupees } from '../../shared/money.ts';
import { levelsFor } from './book.ts';
import type { PaperOrder } from './paper-order.ts';

const packedTaken = z.tuple([z.int(), z.enum(['BUY', 'SELL']), z.int(), z.int().min(1)]);

type Packed = z.infer<typeof packedTaken>;

/** Orders of more instruments than this seldom meet the same books. */
const CAPACITY = 64;

/** Tells the side of a book from others of its day. */
const digestOf = ({ at, offered }: Quote, side: PaperOrder['side']): number => {
  const levels = levelsFor(side, offered) ?? [];
  return crc32(
    JSON.stringify([istDay(at), levels.map(({ price, quantity }) => [fromRupees(price), quantity])]),
  );
};

/**
 * Units that paper orders took from the books of instruments. The exchange does not know of them, so a book that has not
 * changed still shows them: two orders must not take the same units. It forgets the least recent book.
 */
export class TakenUnits {
  readonly #taken = new Map<string, Packed>();

  /** Units that orders of this side took from the book of the quote. */
  of(instrumentToken: number, side: PaperOrder['side'], quote: Quote | undefined): number {
    const known = this.#taken.get(`${instrumentToken}:${side}`);
    if (known === undefined || quote?.offered?.depth === undefined) return 0;
    const [, , digest, units] = known;
    return digest === digestOf(quote, side) ? units : 0;
  }

  add(instrumentToken: number, side: PaperOrder['side'], quote: Quote | undefined, units: number): void {
    if (quote?.offered?.depth === undefined) return;
    const total = this.of(instrumentToken, side, quote) + units;
    this.#put([instrumentToken, side, digestOf(quote, side), total]);
    for (const oldest of this.#taken.keys()) {
      if (this.#taken.size <= CAPACITY) return;
      this.#taken.delete(oldest);
    }
  }

  encode(): readonly Packed[] {
    return [...this.#taken.values()];
  }

  /** @throws ZodError for a value that is not from `encode` */
  static decode(packed: unknown): TakenUnits {
    const taken = new TakenUnits();
    for (const each of z.array(packedTaken).parse(packed)) taken.#put(each);
    return taken;
  }

  #put(packed: Packed): void {
    const [instrumentToken, side] = packed;
    const key = `${instrumentToken}:${side}`;
    this.#taken.delete(key);
    this.#taken.set(key, packed);
  }
}
