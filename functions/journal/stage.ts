import type { Scope } from '../../shared/events/brokers.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import { expiryOf } from '../../shared/expiry.ts';
import { journalItem } from '../../shared/journal/item.ts';
import { type EmitProjection, jsonCodec, type Stage } from '../../shared/kernel/stage.ts';
import type { JournalContext } from './context.ts';

/** The stage has no state: an entry depends only on its event. */
export type JournalState = null;

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
      const topic = topicOf.get(event.type) ?? '';
      const item = {
        ...journalItem({ topic, event }),
        ...expiryOf(Date.parse(event.ts), now, retentionDays),
      };
      return [{ kind: 'projection', table: 'journal', item }];
    },
  };
};
