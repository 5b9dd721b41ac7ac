import * as z from 'zod';
import type { StateCodec } from '../../shared/kernel/stage.ts';
import { emptyTickMemory, type TickMemory } from '../../shared/market/tick-memory.ts';

/** The newest price of one instrument and the newest one of an earlier moment. */
export interface PriceMemory {
  readonly ticks: TickMemory;
  /** Rupees and market time; undefined before the first tick. */
  last: RecordedPrice | undefined;
  previous: RecordedPrice | undefined;
}

export interface RecordedPrice {
  /** Rupees. */
  readonly price: number;
  /** Market time, ISO 8601 UTC. */
  readonly timestamp: string;
}

/** By instrument token. */
export type PriceRecorderState = Map<number, PriceMemory>;

export const emptyPriceMemory = (): PriceMemory => ({
  ticks: emptyTickMemory(),
  last: undefined,
  previous: undefined,
});

const packed = z.array(z.tuple([z.int(), z.number(), z.int(), z.int()], z.number()));

/** Stands for a previous price where there is none: prices are above zero. */
const NONE = 0;

const recorded = (price: number | undefined, at: number): RecordedPrice | undefined =>
  price === undefined || price === NONE ? undefined : { price, timestamp: new Date(at).toISOString() };

/**
 * `[[token, previous price, ms from the previous price to the last, ms of the last, id, price, …]…]`: the last
 * pair of id and price is the newest tick's, so the last price need not be written again.
 */
export const stateCodec: StateCodec<PriceRecorderState> = {
  encode: (state) =>
    [...state].map(([token, { ticks, previous }]) => [
      token,
      previous?.price ?? NONE,
      previous === undefined ? 0 : ticks.at - Date.parse(previous.timestamp),
      ticks.at,
      ...ticks.seen,
    ]),
  decode: (value) =>
    new Map(
      packed.parse(value).map(([token, previousPrice, elapsed, at, ...seen]) => [
        token,
        {
          ticks: { at, seen },
          last: recorded(seen.at(-1), at),
          previous: recorded(previousPrice, at - elapsed),
        },
      ]),
    ),
};
