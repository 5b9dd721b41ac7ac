import { PoisonError } from '../errors.ts';
import type { Envelope } from './envelope.ts';
import type { RecentIds } from './recent-ids.ts';

/** The content of an event, for a memory of recent ids. */
export const contentOf = ({ type, ts, data }: Envelope) => [type, ts, data];

/**
 * Whether an event with the same content was processed before.
 * @throws PoisonError `DUPLICATE_ID` if its id was seen with other content
 */
export const isRepeated = (recent: Pick<RecentIds, 'look'>, event: Envelope): boolean => {
  const sighting = recent.look(event.id, contentOf(event));
  if (sighting === 'different') {
    throw new PoisonError(
      'DUPLICATE_ID',
      `${event.type} ${event.id} was seen before with other content; give every event an id of its own`,
    );
  }
  return sighting === 'same';
};
