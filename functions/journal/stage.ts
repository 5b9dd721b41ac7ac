import { crc32 } from 'node:zlib';
import type { Scope } from '../../shared/events/brokers.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import { expiryOf } from '../../shared/expiry.ts';
import { listIdOf } from '../../shared/journal/lists.ts';
import { type EmitProjection, jsonCodec, type Stage } from '../../shared/kernel/stage.ts';
import type { JournalContext } from './context.ts';

/** No state: an entry depends on its event alone. */
export type JournalState = null;

/** An item holds 400 KB; the rest of the entry needs far less than what this leaves. */
const MAX_EVENT_BYTES = 380_000;

const entryOf = (event: Envelope, topic: string | undefined) => {
  const text = JSON.stringify(event);
  const bytes = Buffer.byteLength(text);
  const { data: _, version: __, id, ...envelope } = event;
  const listed = listIdOf(event);
  return {
    ...envelope,
    // What came under an id that was taken must not erase what came first: the trail has both.
    entry_id: `${event.ts}#${event.id}#${crc32(text).toString(16).padStart(8, '0')}`,
    event_id: id,
    ...(topic !== undefined && { topic }),
    // Absent on most entries, which keeps them out of the index.
    ...(listed !== undefined && { list_id: listed }),
    // As JSON, whole, so that what is read back is what was said; too large a one is still on its topic.
    ...(bytes <= MAX_EVENT_BYTES ? { event: text } : { event_omitted: true, event_bytes: bytes }),
  };
};

/**
 * The audit trail of one broker or of the shared topics: one item per event under its correlation id, in
 * order of market time, so that one query returns a whole trace. Events of the daily lists are also in the
 * list index.
 */
export const journal = (scope: Scope, retentionDays: number): Stage<JournalState, JournalContext> => {
  const { name, reads } = stageOf('journal', scope);
  const topicOf = new Map(reads.flatMap((topic) => topic.types.map((type) => [type, topic.name])));
  return {
    name,
    topics: reads,
    checkpointPer: 'topic',
    codec: jsonCodec(),
    initial: () => null,
    reduce(_, event, { now }): readonly EmitProjection[] {
      const item = {
        ...entryOf(event, topicOf.get(event.type)),
        ...expiryOf(Date.parse(event.ts), now, retentionDays),
      };
      return [{ kind: 'projection', table: 'journal', item }];
    },
  };
};
