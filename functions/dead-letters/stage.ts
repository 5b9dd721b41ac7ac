import type { Scope } from '../../shared/events/brokers.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import { type EmitProjection, jsonCodec, type Stage } from '../../shared/kernel/stage.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import type { DeadLettersContext } from './context.ts';
import { deadLetterItem } from './item.ts';

/** The stage has no state: an item depends only on its record. */
export type DeadLettersState = null;

/**
 * Records the dead letters of one scope, so that they can be listed, read and redriven. It accepts every record,
 * because refused records would have no topic.
 */
export const deadLetters = (
  scope: Scope,
  retentionDays: number,
): Stage<DeadLettersState, DeadLettersContext, KafkaRecord> => {
  const { name, reads } = stageOf('dead-letters', scope);
  return {
    name,
    topics: reads,
    checkpointPer: 'topic',
    codec: jsonCodec(),
    decode: (record) => record,
    initial: () => null,
    reduce: (_, record, { now }): readonly EmitProjection[] => [
      { kind: 'projection', table: 'dead-letters', item: deadLetterItem(record, now, retentionDays) },
    ],
  };
};
