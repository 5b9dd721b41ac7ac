import type { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import { checkpointIdOf, decodeState, encodeCheckpoint } from '../../shared/kernel/checkpoint.ts';
import type { LastPrice, Quote } from '../../shared/market/last-price.ts';
import { type PriceMemories, priceMemoryCodec } from '../../shared/market/price-memory.ts';
import type { Item } from '../../shared/ports/item.ts';

/** The item of price-recorder's checkpoint for a partition of ticks, with these last prices. */
export const pricesItem = (prices: ReadonlyMap<number, LastPrice>, partition = 0): Item => {
  const state: PriceMemories = new Map(
    Array.from(prices, ([token, { price, at, previous, dayBefore, offered }]) => [
      token,
      { ticks: { at, seen: [1, price] }, previous, dayBefore, offered },
    ]),
  );
  return {
    checkpoint_id: checkpointIdOf('price-recorder', partition),
    version: 1,
    body: encodeCheckpoint({
      ...{ epoch: 0, positions: {}, origins: {}, partitionCounts: {}, givenUp: {}, outboxes: {} },
      state: priceMemoryCodec.encode(state),
      turn: undefined,
    }),
  };
};

/** Records the last price of an instrument beside those that a partition has. */
export const putPrice = (
  tables: MemoryTables,
  token: number,
  quote: Quote & Partial<LastPrice>,
  partition = 0,
): void => {
  const stored = tables.peek('checkpoints', pricesItem(new Map(), partition))?.body;
  const state = stored instanceof Uint8Array ? decodeState(priceMemoryCodec, stored) : new Map();
  const known = Array.from(state, ([other, { ticks, previous, dayBefore, offered }]): [number, LastPrice] => [
    other,
    { price: ticks.seen.at(-1) ?? 0, at: ticks.at, previous, dayBefore, offered },
  ]);
  const prices = new Map([...known, [token, { previous: undefined, ...quote }] as const]);
  tables.put('checkpoints', pricesItem(prices, partition));
};
