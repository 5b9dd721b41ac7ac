import * as z from 'zod';
import type { StateCodec } from '../kernel/stage.ts';
import { istDay } from './ist.ts';
import type { DayPrice, LastPrice, Quote } from './last-price.ts';
import type { Offered } from './offered.ts';
import { packOffered, unpackOffered } from './packed-offered.ts';
import { emptyTickMemory, type TickMemory } from './tick-memory.ts';

/** The ticks of the newest moment of one instrument. */
export interface PriceMemory {
  readonly ticks: TickMemory;
  /** The newest price of an earlier moment. */
  previous: Quote | undefined;
  /** The newest price of an earlier Indian day. */
  dayBefore: DayPrice | undefined;
  /** What the newest tick offered. */
  offered: Offered | undefined;
}

/** The state of price-recorder for one partition of ticks, by instrument token. */
export type PriceMemories = Map<number, PriceMemory>;

export const emptyPriceMemory = (): PriceMemory => ({
  ticks: emptyTickMemory(),
  previous: undefined,
  dayBefore: undefined,
  offered: undefined,
});

/** Undefined before the first tick. */
export const newestQuote = ({ ticks }: PriceMemory): Quote | undefined => {
  const price = ticks.seen.at(-1);
  return price === undefined ? undefined : { price, at: ticks.at };
};

export const lastPriceIn = (memory: PriceMemory | undefined): LastPrice | undefined => {
  const newest = memory && newestQuote(memory);
  if (memory === undefined || newest === undefined) return undefined;
  const { previous, dayBefore, offered } = memory;
  return { ...newest, previous, dayBefore, offered };
};

/** Keeps the quote that a newer tick has replaced. */
export const keepEarlier = (memory: PriceMemory, earlier: Quote | undefined): void => {
  const { at } = memory.ticks;
  // Readers ask for the price strictly before a time, so two ticks with the same time have the same previous price.
  if (earlier === undefined || earlier.at === at) return;
  memory.previous = earlier;
  const day = istDay(earlier.at);
  if (day < istDay(at)) {
    memory.dayBefore = { price: earlier.price, day, opening: memory.ticks.seen.at(-1) };
  }
};

/**
 * `[token, previous price, ms from the previous price to the newest, ms of the newest, id, price, …]`. The last pair of
 * id and price is the newest tick's. Rows of an earlier release have a number more before the pairs. A row that has a
 * price of an earlier day has `[price, days from it to the newest, first price after it]` before the pairs. A row whose newest tick offered
 * something ends with it, see `packOffered`.
 */
const row = z.tuple([z.int(), z.number(), z.int(), z.int()], z.number());
const earlierDay = z.tuple([z.number(), z.int(), z.number().optional()]);
const DAY_PLACE = 4;

/** Encodes a missing previous price. Prices are above zero. */
const NONE = 0;

const withoutOffer = (packed: unknown) => {
  const last: unknown = Array.isArray(packed) && packed.length > DAY_PLACE + 1 ? packed.at(-1) : undefined;
  if (!Array.isArray(packed) || !Array.isArray(last)) return [packed, undefined] as const;
  return [packed.slice(0, -1), last] as const;
};

const withoutDay = (packed: unknown) => {
  if (!Array.isArray(packed) || !Array.isArray(packed[DAY_PLACE])) return [packed, undefined] as const;
  return [packed.toSpliced(DAY_PLACE, 1), earlierDay.parse(packed[DAY_PLACE])] as const;
};

/** The memory in one row of the packed state. @throws ZodError for another value */
export const unpackRow = (packed: unknown): readonly [token: number, memory: PriceMemory] => {
  const [others, offer] = withoutOffer(packed);
  const [numbers, dayPrice] = withoutDay(others);
  const [token, price, elapsed, at, ...rest] = row.parse(numbers);
  const seen = rest.length % 2 === 1 ? rest.slice(1) : rest;
  const previous = price === NONE ? undefined : { price, at: at - elapsed };
  const dayBefore = dayPrice && {
    price: dayPrice[0],
    day: istDay(at) - dayPrice[1],
    opening: dayPrice[2],
  };
  const offered = offer && unpackOffered(offer, at, seen.at(-1) ?? NONE);
  return [token, { ticks: { at, seen }, previous, dayBefore, offered }];
};

const packDay = ({ price, day, opening }: DayPrice, at: number) => [
  price,
  istDay(at) - day,
  ...(opening === undefined ? [] : [opening]),
];

const packRow = ([token, memory]: readonly [number, PriceMemory]) => {
  const { ticks, previous, dayBefore, offered } = memory;
  return [
    token,
    previous?.price ?? NONE,
    previous === undefined ? 0 : ticks.at - previous.at,
    ticks.at,
    ...(dayBefore === undefined ? [] : [packDay(dayBefore, ticks.at)]),
    ...ticks.seen,
    ...(offered === undefined ? [] : [packOffered(offered, ticks.at, ticks.seen.at(-1) ?? NONE)]),
  ];
};

export const priceMemoryCodec: StateCodec<PriceMemories> = {
  encode: (state) => Array.from(state, packRow),
  decode: (packed) => new Map(z.array(z.unknown()).parse(packed).map(unpackRow)),
};
