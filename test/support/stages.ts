import { SHARED_TOPICS, topicsFor } from '../../shared/events/topics.ts';
import { emitEvent, jsonCodec, type Stage } from '../../shared/kernel/stage.ts';

export interface Counter {
  count: number;
  sum: number;
}

/** Counts ticks; emits a signal at every second one whose quantity is the count so far. Throws on price 666. */
export const counterStage = (): Stage<Counter, undefined> => ({
  name: 'counter',
  topics: [SHARED_TOPICS.marketTicks],
  codec: jsonCodec(),
  initial: () => ({ count: 0, sum: 0 }),
  reduce: (state, event) => {
    if (event.type !== 'market_tick') throw new Error(`unexpected ${event.type}`);
    state.count += 1;
    state.sum += event.data.last_price;
    if (event.data.last_price === 666) throw new Error('the number of the beast');
    if (state.count % 2 === 1) return [];
    return [
      emitEvent(topicsFor('paper').signalsRaw, 'trading_signal', {
        strategy_id: 'counter',
        instrument_token: event.data.instrument_token,
        signal_type: 'BUY',
        quantity: state.count,
        timestamp: event.ts,
      }),
      {
        kind: 'projection',
        table: 'instruments',
        orderedBy: 'timestamp_ms',
        item: {
          instrument_token: event.data.instrument_token,
          last_price: event.data.last_price,
          timestamp_ms: Date.parse(event.ts),
        },
      },
    ];
  },
});

/** Adds up the quantities of signals: what a double or a loss would show in. */
export const sumStage = (): Stage<{ total: number; ids: string[] }, undefined> => ({
  name: 'sum',
  topics: [topicsFor('paper').signalsRaw],
  codec: jsonCodec(),
  initial: () => ({ total: 0, ids: [] }),
  reduce: (state, event) => {
    if (event.type !== 'trading_signal') throw new Error(`unexpected ${event.type}`);
    state.total += event.data.quantity;
    state.ids.push(event.id);
    return [];
  },
});
