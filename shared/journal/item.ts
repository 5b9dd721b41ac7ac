import { crc32 } from 'node:zlib';
import type { TrailEntry } from '../kernel/ports.ts';
import type { Item } from '../ports/item.ts';
import { listIdOf } from './lists.ts';

/** An item holds 400 KB. The other attributes of the entry need far less than the difference. */
const MAX_EVENT_BYTES = 380_000;

/**
 * The journal's item of an event, under its correlation id and in order of market time, so that one query returns a
 * whole trace. Events of the daily lists are also in the list index.
 */
export const journalItem = ({ topic, event }: TrailEntry): Item => {
  const text = JSON.stringify(event);
  const bytes = Buffer.byteLength(text);
  const { data: _, version: __, id, key, source, ...envelope } = event;
  const listed = listIdOf(event);
  return {
    ...envelope,
    // DynamoDB refuses half a surrogate pair, and a refused entry would stop its stage.
    key: key.toWellFormed(),
    source: source.toWellFormed(),
    // A second event with the same id must not overwrite the first: the trail keeps both.
    entry_id: `${event.ts}#${id}#${crc32(text).toString(16).padStart(8, '0')}`,
    event_id: id,
    topic,
    // Absent on most entries, so that the index does not contain them.
    ...(listed !== undefined && { list_id: listed }),
    // The complete event as JSON, so that readers get it unchanged. An event that is too large is still on its topic.
    ...(bytes <= MAX_EVENT_BYTES ? { event: text } : { event_omitted: true, event_bytes: bytes }),
  };
};
