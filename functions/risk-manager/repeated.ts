import { PoisonError } from '../../shared/errors.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { RiskState } from './state.ts';

/**
 * Whether an event was taken before and says the same again; remembers it.
 * @throws PoisonError `DUPLICATE_ID` when its id was seen with other content.
 */
export const isRepeated = ({ recentIds }: RiskState, { id, type, ts, data }: Envelope): boolean => {
  const content = [type, ts, data];
  const sighting = recentIds.look(id, content);
  if (sighting === 'different') {
    throw new PoisonError(
      'DUPLICATE_ID',
      `${type} ${id} was seen before with other content; give every event an id of its own`,
    );
  }
  if (sighting === 'new') recentIds.remember(id, content);
  return sighting === 'same';
};
