import * as z from 'zod';
import { SCOPES } from '../events/brokers.ts';
import { timestamp, uuid } from '../events/data/fields.ts';
import { validateEvent } from '../events/decode.ts';
import type { Envelope } from '../events/envelope.ts';
import type { EventType } from '../events/types.ts';
import { EVENT_TYPES } from '../events/types.ts';
import type { OnBadItem } from '../market/read-quotes.ts';
import type { Item } from '../ports/item.ts';

const TYPES = Object.keys(EVENT_TYPES) as [EventType, ...EventType[]];

/** An item of the journal, as the stage writes it. */
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
  /** The whole event as JSON; absent where an item could not hold it. */
  event: z.string().optional(),
  event_bytes: z.int().optional(),
});

/** An entry of the audit trail: what every event has, and the event where the entry could hold it. */
export interface JournalEntry extends Omit<z.infer<typeof entryItem>, 'event'> {
  readonly event: Envelope | undefined;
}

/** An item as an entry; undefined for one that is none, of which somebody hears. */
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

/** About how many bytes an item has that an answer would carry. */
export const sizeOf = (item: Item): number => (typeof item.event === 'string' ? item.event.length : 0);
