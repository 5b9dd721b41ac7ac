import { PoisonError } from '../../shared/errors.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import type { Emit, Stage } from '../../shared/kernel/stage.ts';
import { offeredBy } from '../../shared/market/offered.ts';
import {
  emptyPriceMemory,
  keepEarlier,
  newestQuote,
  type PriceMemories,
  type PriceMemory,
  priceMemoryCodec,
} from '../../shared/market/price-memory.ts';
import { observeTick } from '../../shared/market/tick-memory.ts';
import type { PriceRecorderContext } from './context.ts';

const { name, reads } = stageOf('price-recorder', 'shared');

const NOTHING: readonly Emit[] = Object.freeze([]);

const memoryOf = (state: PriceMemories, token: number): PriceMemory => {
  const known = state.get(token);
  if (known !== undefined) return known;
  const created = emptyPriceMemory();
  state.set(token, created);
  return created;
};

const reduce: Stage<PriceMemories, PriceRecorderContext>['reduce'] = (state, event, { now }) => {
  if (event.type !== 'market_tick') {
    throw new PoisonError('UNEXPECTED_TYPE', `${name} reads ticks, this is a ${event.type}`);
  }
  const memory = memoryOf(state, event.data.instrument_token);
  const before = newestQuote(memory);
  if (observeTick(memory.ticks, event, now) === 'fresh') {
    keepEarlier(memory, before);
    memory.offered = offeredBy(event.data);
  }
  return NOTHING;
};

/**
 * Records the last price of every instrument, and what its tick offered. Its checkpoint is the record: other stages read it with
 * `shared/market/read-last-prices.ts`. An older price never replaces a newer one.
 */
export const priceRecorder = (): Stage<PriceMemories, PriceRecorderContext> => ({
  name,
  topics: reads,
  codec: priceMemoryCodec,
  initial: () => new Map(),
  reduce,
});
