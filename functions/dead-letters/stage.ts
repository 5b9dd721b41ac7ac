import type { Scope } from '../../shared/events/brokers.ts';
import { stageOf } from '../../shared/events/pipeline.ts';
import { eventTopics } from '../../shared/events/topics.ts';
import { type EmitProjection, jsonCodec, type Stage } from '../../shared/kernel/stage.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import type { DeadLettersContext } from './context.ts';
import { deadLetterItem } from './item.ts';

/** The stage has no state: an item depends only on its record. */
export type DeadLettersState = null;

/**
 * Records what Lambda gave up, as dead letters that can be listed, read and redriven. It accepts every record, because
 * refused records would have no topic.
 */
export const deadLetters = (
  brokers: readonly Scope[],
  retentionDays: number,
): Stage<DeadLettersState, DeadLettersContext, KafkaRecord> => {
  // Of other topics the function may not write the dead letters.
  const topics: ReadonlySet<string> = new Set(
    eventTopics().flatMap(({ name, broker }) =>
      broker === 'shared' || brokers.includes(broker) ? [name] : [],
    ),
  );
  const { name, reads } = stageOf('dead-letters', 'shared');
  return {
    name,
    topics: reads,
    checkpointPer: 'topic',
    codec: jsonCodec(),
    decode: (record) => record,
    initial: () => null,
    reduce: (_, record, { now }): readonly EmitProjection[] => [
      { kind: 'projection', table: 'dead-letters', item: deadLetterItem(record, topics, now, retentionDays) },
    ],
  };
};
