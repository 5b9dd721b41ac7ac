import * as z from 'zod';
import type { StateCodec } from '../kernel/stage.ts';
import type { LastPrice, Quote } from './last-price.ts';
import { emptyTickMemory, type TickMemory } from './tick-memory.ts';

/** The ticks of the newest moment of one instrument, and the newest price of an earlier moment. */
export interface PriceMemory {
  readonly ticks: TickMemory;
  previous: Quote | undefined;
}

/** The state of price-recorder for one partition of ticks, by instrument token. */
export type PriceMemories = Map<number, PriceMemory>;

export const emptyPriceMemory = (): PriceMemory => ({ ticks: emptyTickMemory(), previous: undefined });

/** Undefined before the first tick. */
export const newestQuote = ({ ticks }: PriceMemory): Quote | undefined => {
  const price = ticks.seen.at(-1);
  return price === undefined ? undefined : { price, at: ticks.at };
};

export const lastPriceIn = (memory: PriceMemory | undefined): LastPrice | undefined => {
  const newest = memory && newestQuote(memory);
  return newest && { ...newest, previous: memory?.previous };
};

/**
 * `[token, previous price, ms from the previous price to the newest, ms of the newest, id, price, …]`. The last pair of
 * id and price is the newest tick's. Rows of an earlier release have a number more before the pairs.
 */
const row = z.tuple([z.int(), z.number(), z.int(), z.int()], z.number());

/** Encodes a missing previous price. Prices are above zero. */
const NONE = 0;

/** The memory in one row of the packed state. @throws ZodError for another value */
export const unpackRow = (packed: unknown): readonly [token: number, memory: PriceMemory] => {
  const [token, price, elapsed, at, ...rest] = row.parse(packed);
  const seen = rest.length % 2 === 1 ? rest.slice(1) : rest;
  const previous = price === NONE ? undefined : { price, at: at - elapsed };
  return [token, { ticks: { at, seen }, previous }];
};

export const priceMemoryCodec: StateCodec<PriceMemories> = {
  encode: (state) =>
    [...state].map(([token, { ticks, previous }]) => [
      token,
      previous?.price ?? NONE,
      previous === undefined ? 0 : ticks.at - previous.at,
      ticks.at,
      ...ticks.seen,
    ]),
  decode: (packed) => new Map(z.array(z.unknown()).parse(packed).map(unpackRow)),
};
