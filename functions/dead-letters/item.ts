import { deadLetterId, type Letter, letterItem, logPlace, short } from '../../shared/dead-letters/item.ts';
import { functionOf, readersOf } from '../../shared/events/pipeline.ts';
import type { Item } from '../../shared/ports/item.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import { type LambdaFailure, lambdaFailureIn } from './lambda-failure.ts';

/**
 * The stage of a function. Lambda names the function, `{service}-{deployment}-{stage}` with dashes for dots. Only a
 * stage that reads the topic can have failed on it.
 */
const stageOfFunction = (arn: string | undefined, topic: string): string | undefined => {
  // arn:aws:lambda:{region}:{account}:function:{name}, with an optional version or alias.
  const name = arn?.split(':')[6] ?? '';
  return readersOf(topic).find((stage) => `-${name}`.endsWith(`-${functionOf(stage)}`));
};

/** A record that Lambda gave up after its retries, wrapped in Lambda's own message. */
const fromLambda = (failure: LambdaFailure, stage: string | undefined, record: KafkaRecord): Letter => {
  const original = failure.record;
  return {
    reason: short(failure.condition),
    error: failure.functionError === undefined ? undefined : short(failure.functionError),
    stage,
    functionArn: failure.functionArn === undefined ? undefined : short(failure.functionArn),
    attempts: failure.attempts,
    partition: original?.partition,
    offset: original?.offset,
    timestamp: original?.timestamp,
    record: original ?? record,
  };
};

/** A record in an unknown format. */
const fromNowhere = (record: KafkaRecord): Letter => ({
  reason: 'UNEXPLAINED',
  error: 'the record is not a message of Lambda',
  stage: undefined,
  attempts: undefined,
  partition: undefined,
  offset: undefined,
  timestamp: undefined,
  record,
});

/**
 * The dead-letters item of a record on Lambda's failure topic. Every record has one. It belongs to the topic of the
 * original record. A message without a record of one of `topics` is kept as it is, under the failure topic.
 */
export const deadLetterItem = (
  record: KafkaRecord,
  topics: ReadonlySet<string>,
  now: number | undefined,
  retentionDays: number,
): Item => {
  const failure = lambdaFailureIn(record.value);
  const original = failure?.record;
  const kept = { at: record.timestamp, now, retentionDays };
  const place = {
    dead_letter_topic: record.topic,
    dead_letter_partition: record.partition,
    dead_letter_offset: record.offset,
  };
  if (failure === undefined || original === undefined || !topics.has(original.topic)) {
    const letter =
      failure === undefined
        ? fromNowhere(record)
        : fromLambda({ ...failure, record: undefined }, undefined, record);
    return { ...letterItem(record.topic, logPlace(record.partition, record.offset), letter, kept), ...place };
  }
  const { topic } = original;
  const stage = stageOfFunction(failure.functionArn, topic);
  // The digest of Lambda's message, because the stage may have a dead letter of the same record.
  const id = deadLetterId(original, stage ?? 'lambda', record);
  return { ...letterItem(topic, id, fromLambda(failure, stage, record), kept), ...place };
};
