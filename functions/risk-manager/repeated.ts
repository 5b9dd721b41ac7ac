import { PoisonError } from '../../shared/errors.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { RiskState } from './state.ts';

const contentOf = ({ type, ts, data }: Envelope) => [type, ts, data];

/**
 * Whether an event with the same content was processed before.
 * @throws PoisonError `DUPLICATE_ID` if its id was seen with other content
 */
export const isRepeated = ({ recentEvents }: RiskState, event: Envelope): boolean => {
  const sighting = recentEvents.look(event.id, contentOf(event));
  if (sighting === 'different') {
    throw new PoisonError(
      'DUPLICATE_ID',
      `${event.type} ${event.id} was seen before with other content; give every event an id of its own`,
    );
  }
  return sighting === 'same';
};

/** Remembers an event. Events that changed the account are stored separately from the others. */
export const remember = ({ recentEvents }: RiskState, event: Envelope, isActedOn: boolean): void =>
  recentEvents.remember(event.id, contentOf(event), isActedOn);
