import type { Scope } from '../../shared/events/brokers.ts';
import { allTopics, type TopicDefinition } from '../../shared/events/topics.ts';
import { type EmitProjection, jsonCodec, type Stage } from '../../shared/kernel/stage.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import { deadLetterItem } from './item.ts';

/** What the stage knows beside the records. */
export interface DeadLettersContext {
  /** Wall-clock time in epoch milliseconds; undefined where the events are the clock. */
  readonly now: number | undefined;
}

/** Nothing: an item depends on its record alone. */
export type DeadLettersState = null;

const deadLetterTopics = (scope: Scope): readonly TopicDefinition[] =>
  allTopics().flatMap(({ deadLetters, ...topic }) =>
    deadLetters && topic.broker === scope ? [{ ...topic, types: [] }] : [],
  );

/**
 * Records the dead letters of one broker, or of what is shared, so that they can be listed, read and sent again.
 * It takes any record at all and never refuses one: there is nowhere further for it to go.
 */
export const deadLetters = (
  scope: Scope,
  retentionDays: number,
): Stage<DeadLettersState, DeadLettersContext, KafkaRecord> => ({
  name: `${scope}.dead-letters`,
  topics: deadLetterTopics(scope),
  checkpointPer: 'topic',
  codec: jsonCodec(),
  decode: (record) => record,
  initial: () => null,
  reduce: (_, record, { now }): readonly EmitProjection[] => [
    { kind: 'projection', table: 'dead-letters', item: deadLetterItem(record, now, retentionDays) },
  ],
});
