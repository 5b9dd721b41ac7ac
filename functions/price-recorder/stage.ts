import { PoisonError } from '../../shared/errors.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import type { Emit, Stage } from '../../shared/kernel/stage.ts';
import type { LastPrice } from '../../shared/market/last-price.ts';
import { observeTick } from '../../shared/market/tick-memory.ts';
import { TABLES } from '../../shared/ports/tables.ts';
import type { PriceRecorderContext } from './context.ts';
import {
  emptyPriceMemory,
  firstOrderAt,
  type PriceMemory,
  type PriceRecorderState,
  stateCodec,
} from './state.ts';

const { name, reads } = stageOf('price-recorder', 'shared');

const NOTHING: readonly Emit[] = Object.freeze([]);

const memoryOf = (state: PriceRecorderState, token: number): PriceMemory => {
  const known = state.get(token);
  if (known !== undefined) return known;
  const created = emptyPriceMemory();
  state.set(token, created);
  return created;
};

const reduce: Stage<PriceRecorderState, PriceRecorderContext>['reduce'] = (state, event, { now }) => {
  if (event.type !== 'market_tick') {
    throw new PoisonError('UNEXPECTED_TYPE', `${name} reads ticks, this is a ${event.type}`);
  }
  const { instrument_token, last_price, timestamp } = event.data;
  const memory = memoryOf(state, instrument_token);
  if (observeTick(memory.ticks, event, now) !== 'fresh') return NOTHING;

  // Two ticks with the same time have the same previous price: readers ask for the price strictly before a time.
  if (memory.last?.timestamp !== timestamp) memory.previous = memory.last;
  memory.last = { price: last_price, timestamp };
  memory.order = Math.max(memory.order, firstOrderAt(memory.ticks.at)) + 1;

  const item: LastPrice = {
    instrument_token,
    last_price,
    timestamp,
    timestamp_ms: memory.ticks.at,
    write_order: memory.order,
    ...(memory.previous === undefined
      ? {}
      : { previous_price: memory.previous.price, previous_timestamp: memory.previous.timestamp }),
  };
  return [{ kind: 'projection', table: TABLES.lastPrices.name, item, orderedBy: 'write_order' }];
};

/**
 * Records the last price of every instrument in a table that all stages can read. An older price never replaces a
 * newer one.
 */
export const priceRecorder = (): Stage<PriceRecorderState, PriceRecorderContext> => ({
  name,
  topics: reads,
  codec: stateCodec,
  initial: () => new Map(),
  reduce,
});
