import * as z from 'zod';
import { SCOPES } from '../events/brokers.ts';
import { timestamp, uuid } from '../events/data/fields.ts';
import { validateEvent } from '../events/decode.ts';
import type { Envelope } from '../events/envelope.ts';
import type { EventType } from '../events/types.ts';
import { EVENT_TYPES } from '../events/types.ts';
import type { OnBadItem } from '../market/read-last-prices.ts';
import type { Item } from '../ports/item.ts';

const TYPES = Object.keys(EVENT_TYPES) as [EventType, ...EventType[]];

/** An item of the journal. */
const entryItem = z.object({
  correlation_id: uuid,
  entry_id: z.string().min(1),
  event_id: uuid,
  causation_id: uuid.nullable(),
  broker: z.enum(SCOPES),
  type: z.enum(TYPES),
  topic: z.string().optional(),
  source: z.string(),
  ts: timestamp,
  /** The event as JSON; absent if it exceeds an item. */
  event: z.string().optional(),
  event_bytes: z.int().optional(),
});

/** An entry of the journal. The event is undefined if it exceeds an item. */
export interface JournalEntry extends Omit<z.infer<typeof entryItem>, 'event'> {
  readonly event: Envelope | undefined;
}

/** Parses an item; calls `onBadItem` and returns undefined for a malformed one. */
export const readEntry = (item: Item, onBadItem: OnBadItem): JournalEntry | undefined => {
  const key = `${String(item.correlation_id)}/${String(item.entry_id)}`;
  const parsed = entryItem.safeParse(item);
  if (!parsed.success) {
    onBadItem('journal', key, parsed.error.message);
    return undefined;
  }
  const { event: text, ...entry } = parsed.data;
  if (text === undefined) return { ...entry, event: undefined };
  try {
    return { ...entry, event: validateEvent(JSON.parse(text)) };
  } catch (thrown) {
    onBadItem('journal', key, thrown instanceof Error ? thrown.message : String(thrown));
    return { ...entry, event: undefined };
  }
};

/** Approximate size of an entry in a response. */
export const sizeOf = (item: Item): number => (typeof item.event === 'string' ? item.event.length : 0);
