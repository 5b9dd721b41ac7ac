import { decodeEvent } from '../events/decode.ts';
import type { Envelope } from '../events/envelope.ts';
import { SHARED_TOPICS } from '../events/topics.ts';
import type { Item } from '../ports/item.ts';
import type { OutgoingRecord } from '../ports/record.ts';
import { canonicalJson } from './canonical-json.ts';

/** The attribute with the events that tell of an item's changes and are not known to be published, oldest first. */
export const PENDING_EVENTS = 'pending_events';

interface Pending {
  /** Published as it is: the journal tells two texts of one event apart. */
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

/** What is not such an event was put there by hand and is passed over. */
const pendingIn = (item: Item | undefined): readonly Pending[] => {
  const list = item?.[PENDING_EVENTS];
  return Array.isArray(list) ? list.flatMap(pendingOf) : [];
};

/** How many of an item's pending events are none, or of a version that is not known here. */
export const unreadableIn = (item: Item | undefined): number => {
  const list = item?.[PENDING_EVENTS];
  return Array.isArray(list) ? list.length - pendingIn(item).length : 0;
};

/** The events that an item still owes the trail, as JSON text, oldest first. */
export const pendingTexts = (item: Item | undefined): readonly string[] =>
  pendingIn(item).map(({ text }) => text);

export const pendingRecords = (item: Item | undefined): readonly OutgoingRecord[] =>
  pendingIn(item).map(({ text, event }) => ({
    topic: SHARED_TOPICS.operatorActions.name,
    key: event.key,
    value: text,
    headers: [],
  }));

/** An item as those who use it see it. */
export const withoutPending = (item: Item): Item => {
  const { [PENDING_EVENTS]: _, ...rest } = item;
  return rest;
};

/** Whether two items say the same but for what they still owe the trail. */
export const saysTheSame = (one: Item, other: Item): boolean =>
  canonicalJson(withoutPending(one)) === canonicalJson(withoutPending(other));
