import * as fc from 'fast-check';
import { createEvent } from '../../../shared/events/create.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../shared/events/ids.ts';
import { topicDefinition } from '../../../shared/events/topics.ts';
import type { EventData, EventType, MarketTick } from '../../../shared/events/types.ts';
import { dataOf } from '../../support/events.ts';

/** 10:30 IST on a Monday with an open market. */
const AT = Date.parse('2026-01-05T05:00:00.000Z');
const SAMPLE_TIME = new Date(AT).toISOString();

/** Two ticks of one share, a second apart, because risk compares a signal's price with the previous one. */
export const SAMPLE_TICKS: readonly MarketTick[] = [0, 1].map((second) => ({
  instrument_token: 738561,
  last_price: 1_452.4,
  timestamp: new Date(AT + second * 1_000).toISOString(),
}));

/** Realistic fields. All other fields have any value that the schema allows. */
const LIFELIKE: { readonly [T in EventType]?: Partial<EventData[T]> } = {
  order_placed: { quantity: 1, timestamp: SAMPLE_TIME },
  order_filled: {
    instrument_token: 738561,
    quantity: 1,
    fill_price: 1_452.4,
    fees: 1.5,
    timestamp: SAMPLE_TIME,
  },
  order_failed: { instrument_token: 738561, quantity: 1, timestamp: SAMPLE_TIME },
  trading_signal: { instrument_token: 738561, quantity: 1, timestamp: SAMPLE_TIME },
};

/** An order of paper is a paper order. */
const modeOf = (broker: string, drawn: object | undefined): object =>
  drawn !== undefined && 'execution_mode' in drawn
    ? { execution_mode: broker === 'paper' ? 'paper' : 'live' }
    : {};

/** Valid events for a topic, the same each time. */
export const sampleEvents = (topic: string) => {
  const definition = topicDefinition(topic);
  const [type] = definition.types;
  if (type === undefined) throw new Error(`${topic} carries no event type`);
  const [drawn] = fc.sample<EventData[EventType]>(dataOf[type], { seed: 8, numRuns: 1 });
  const data =
    type === 'market_tick'
      ? SAMPLE_TICKS
      : [{ ...drawn, ...LIFELIKE[type], ...modeOf(definition.broker, drawn) }];
  return data.map((each, place) =>
    createEvent(definition, type, each as EventData[typeof type], {
      id: uuidV5(ALPHA_PANDA, `sample ${place} of ${topic}`),
      ts: new Date(AT + place * 1_000).toISOString(),
      source: 'test',
    }),
  );
};
