import { decodeEvent } from '../../shared/events/decode.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { Checkpoint } from '../../shared/kernel/checkpoint.ts';

/** A checkpoint's pending events for some topics, in order. The previous checkpoint may have had some of them, too. */
export const emittedOn = ({ outboxes }: Checkpoint, topics: readonly string[]): readonly Envelope[] =>
  Object.values(outboxes).flatMap(({ records }) =>
    records
      .filter((record) => topics.includes(record.topic))
      .map(({ value }) => decodeEvent(Buffer.from(value ?? ''))),
  );
