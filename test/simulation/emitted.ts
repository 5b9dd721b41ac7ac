import { decodeEvent } from '../../shared/events/decode.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { Checkpoint } from '../../shared/kernel/checkpoint.ts';

/** The events for some topics that a checkpoint owes, in order; some may have been owed by the one before as well. */
export const emittedOn = ({ outboxes }: Checkpoint, topics: readonly string[]): readonly Envelope[] =>
  Object.values(outboxes).flatMap(({ records }) =>
    records
      .filter((record) => topics.includes(record.topic))
      .map(({ value }) => decodeEvent(Buffer.from(value ?? ''))),
  );
