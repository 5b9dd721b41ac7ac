import * as z from 'zod';
import type { StateCodec } from '../../shared/kernel/stage.ts';
import { emptyTickMemory, type TickMemory } from '../../shared/market/tick-memory.ts';

/** The newest price of one instrument, and the newest price of an earlier time. */
export interface PriceMemory {
  readonly ticks: TickMemory;
  /** Grows with every write, also among prices of the same time: a late writer must not win. */
  order: number;
  /** Rupees and market time; undefined before the first tick. */
  last: RecordedPrice | undefined;
  previous: RecordedPrice | undefined;
}

interface RecordedPrice {
  /** Rupees. */
  readonly price: number;
  /** Market time, ISO 8601 UTC. */
  readonly timestamp: string;
}

/** By instrument token. */
export type PriceRecorderState = Map<number, PriceMemory>;

export const emptyPriceMemory = (): PriceMemory => ({
  ticks: emptyTickMemory(),
  order: 0,
  last: undefined,
  previous: undefined,
});

const packed = z.array(z.tuple([z.int(), z.number(), z.int(), z.int()], z.number()));

/** Encodes a missing previous price. Prices are above zero. */
const NONE = 0;

const recorded = (price: number | undefined, at: number): RecordedPrice | undefined =>
  price === undefined || price === NONE ? undefined : { price, timestamp: new Date(at).toISOString() };

/** The order of the first write of a millisecond. It leaves room for this number of writes in each. */
export const firstOrderAt = (at: number): number => at * 64;

/**
 * `[[token, previous price, ms from the previous price to the last, ms of the last, order, id, price, …]…]`: the last
 * pair of id and price is the newest tick's, so the last price need not be written again. The order counts from the
 * moment's first. Older rows lack it: there it was the number of pairs.
 */
export const stateCodec: StateCodec<PriceRecorderState> = {
  encode: (state) =>
    [...state].map(([token, { ticks, order, previous }]) => [
      token,
      previous?.price ?? NONE,
      previous === undefined ? 0 : ticks.at - Date.parse(previous.timestamp),
      ticks.at,
      order - firstOrderAt(ticks.at),
      ...ticks.seen,
    ]),
  decode: (value) =>
    new Map(
      packed.parse(value).map(([token, previousPrice, elapsed, at, ...rest]) => {
        const hasOrder = rest.length % 2 === 1;
        const seen = hasOrder ? rest.slice(1) : rest;
        const order = firstOrderAt(at) + (hasOrder ? (rest[0] ?? 0) : seen.length / 2);
        const memory = {
          ticks: { at, seen },
          order,
          last: recorded(seen.at(-1), at),
          previous: recorded(previousPrice, at - elapsed),
        };
        return [token, memory] as const;
      }),
    ),
};
