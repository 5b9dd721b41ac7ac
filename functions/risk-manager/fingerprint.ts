import { hash } from 'node:crypto';
import { PoisonError } from '../../shared/errors.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { Fingerprint } from './state.ts';

/**
 * The first 48 bits of an id as a number: the whole of an id is not worth its bytes in every checkpoint, and it
 * is only ever compared among the few ids of one strategy and instrument.
 */
export const idNumber = (uuid: string): number => Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);

export const fingerprint = (event: Envelope): Fingerprint => ({
  id: idNumber(event.id),
  content: Number.parseInt(
    hash('sha1', JSON.stringify([event.type, event.ts, event.data]), 'hex').slice(0, 12),
    16,
  ),
});

/**
 * Whether an event is the last one again.
 * @throws PoisonError `DUPLICATE_ID` when it has the last one's id but says something else.
 */
export const isRepeated = (event: Envelope, seen: Fingerprint, last: Fingerprint | undefined): boolean => {
  if (last?.id !== seen.id) return false;
  if (last.content === seen.content) return true;
  throw new PoisonError(
    'DUPLICATE_ID',
    `${event.type} ${event.id} of ${event.key} was seen before with other content; give every event its own id`,
  );
};
