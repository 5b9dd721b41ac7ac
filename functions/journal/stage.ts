import { crc32 } from 'node:zlib';
import type { Scope } from '../../shared/events/brokers.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import { expiryOf } from '../../shared/expiry.ts';
import { listIdOf } from '../../shared/journal/lists.ts';
import { type EmitProjection, jsonCodec, type Stage } from '../../shared/kernel/stage.ts';
import type { JournalContext } from './context.ts';

/** The stage has no state: an entry depends only on its event. */
export type JournalState = null;

/** An item holds 400 KB. The other attributes of the entry need far less than the difference. */
const MAX_EVENT_BYTES = 380_000;

const entryOf = (event: Envelope, topic: string | undefined) => {
  const text = JSON.stringify(event);
  const bytes = Buffer.byteLength(text);
  const { data: _, version: __, id, ...envelope } = event;
  const listed = listIdOf(event);
  return {
    ...envelope,
    // A second event with the same id must not overwrite the first: the trail keeps both.
    entry_id: `${event.ts}#${event.id}#${crc32(text).toString(16).padStart(8, '0')}`,
    event_id: id,
    ...(topic !== undefined && { topic }),
    // Absent on most entries, so that the index does not contain them.
    ...(listed !== undefined && { list_id: listed }),
    // The complete event as JSON, so that readers get it unchanged. An event that is too large is still on its
    // topic.
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
