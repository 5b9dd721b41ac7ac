import * as z from 'zod';
import { SCOPES } from '../../../shared/events/brokers.ts';
import { timestamp, uuid } from '../../../shared/events/data/fields.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { EVENT_TYPES, type EventType } from '../../../shared/events/types.ts';
import type { JournalEntry } from '../../../shared/journal/entry.ts';
import { inCausalOrder, type TracePart } from './causal-order.ts';

const TYPES = Object.keys(EVENT_TYPES) as [EventType, ...EventType[]];

/** One event of a trace. */
export const traceEntry = z.strictObject({
  event_id: uuid,
  causation_id: uuid.nullable().describe('Id of the event that caused it; null for the first'),
  type: z.enum(TYPES),
  broker: z.enum(SCOPES),
  topic: z.string().optional().describe('Topic of the event'),
  source: z.string().optional().describe('Stage or feed that published it'),
  ts: timestamp.describe('Market time'),
  data: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Event data in the schema of its type; absent if omitted'),
  derived: z
    .boolean()
    .describe(
      'True for the tick of a trace: the journal does not store ticks, so it is derived from the signal',
    ),
  omitted: z.boolean().optional().describe('True if the event was too large for the journal'),
  event_bytes: z.int().optional().describe('Size of an omitted event; its topic has the event'),
});

export type TraceEntry = z.input<typeof traceEntry>;

interface Part extends TracePart {
  readonly entry: TraceEntry;
}

const partOf = ({ event, entry_id, event_bytes, ...entry }: JournalEntry): Part => ({
  event_id: entry.event_id,
  causation_id: entry.causation_id,
  ts: entry.ts,
  entry_id,
  entry: {
    event_id: entry.event_id,
    causation_id: entry.causation_id,
    type: entry.type,
    broker: entry.broker,
    ...(entry.topic !== undefined && { topic: entry.topic }),
    source: entry.source,
    ts: entry.ts,
    derived: false,
    ...(event === undefined
      ? { omitted: true, ...(event_bytes !== undefined && { event_bytes }) }
      : { data: event.data }),
  },
});

/** The tick at the start of a trace. A signal has the price and time of its tick. */
const tickOf = (correlationId: string, entries: readonly JournalEntry[]): Part | undefined => {
  if (entries.some(({ event_id }) => event_id === correlationId)) return undefined;
  for (const { event, causation_id } of entries) {
    if (event?.type !== 'trading_signal' || causation_id !== correlationId) continue;
    const { instrument_token, price: last_price, timestamp: ts } = event.data;
    const data = { instrument_token, ...(last_price !== undefined && { last_price }), timestamp: ts };
    const { name: topic, broker } = SHARED_TOPICS.marketTicks;
    const place = { event_id: correlationId, causation_id: null, ts };
    return {
      ...place,
      entry_id: correlationId,
      entry: { ...place, type: 'market_tick', broker, topic, data, derived: true },
    };
  }
  return undefined;
};

/** A trace in causal order, from its tick or operator action on. */
export const traceOf = (correlationId: string, entries: readonly JournalEntry[]): readonly TraceEntry[] => {
  const tick = tickOf(correlationId, entries);
  const parts = entries.map(partOf);
  return inCausalOrder(tick === undefined ? parts : [tick, ...parts]).map(({ entry }) => entry);
};
