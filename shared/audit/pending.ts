import { decodeEvent } from '../events/decode.ts';
import type { Envelope } from '../events/envelope.ts';
import { SHARED_TOPICS } from '../events/topics.ts';
import type { Item } from '../ports/item.ts';
import type { OutgoingRecord } from '../ports/record.ts';
import { canonicalJson } from './canonical-json.ts';

/** The attribute with events of an item's changes that may not be published yet, oldest first. */
export const PENDING_EVENTS = 'pending_events';

interface Pending {
  /** Published unchanged: the journal distinguishes two texts with the same event id. */
  readonly text: string;
  readonly event: Envelope;
}

const pendingOf = (text: unknown): readonly Pending[] => {
  if (typeof text !== 'string') return [];
  try {
    const event = decodeEvent(Buffer.from(text));
    return event.type === 'operator_action' ? [{ text, event }] : [];
  } catch {
    return [];
  }
};

/** Ignores entries that are not operator actions: they were written by hand. */
const pendingIn = (item: Item | undefined): readonly Pending[] => {
  const list = item?.[PENDING_EVENTS];
  return Array.isArray(list) ? list.flatMap(pendingOf) : [];
};

/** Number of pending events that are malformed or of an unknown version. */
export const countUndecodable = (item: Item | undefined): number => {
  const list = item?.[PENDING_EVENTS];
  return Array.isArray(list) ? list.length - pendingIn(item).length : 0;
};

/** The pending events of an item as JSON text, oldest first. */
export const pendingTexts = (item: Item | undefined): readonly string[] =>
  pendingIn(item).map(({ text }) => text);

export const pendingRecords = (item: Item | undefined): readonly OutgoingRecord[] =>
  pendingIn(item).map(({ text, event }) => ({
    topic: SHARED_TOPICS.operatorActions.name,
    key: event.key,
    value: text,
    headers: [],
  }));

/** An item without its pending events. */
export const withoutPending = (item: Item): Item => {
  const { [PENDING_EVENTS]: _, ...rest } = item;
  return rest;
};

/** Whether two items are equal apart from their pending events. */
export const hasSameContent = (one: Item, other: Item): boolean =>
  canonicalJson(withoutPending(one)) === canonicalJson(withoutPending(other));
