import { stageOf } from '../events/pipeline.ts';
import { eventTopics, redriveTopic } from '../events/topics.ts';
import { headerOf, type KafkaRecord, partitionName } from '../ports/record.ts';
import { originOf } from './decoded.ts';

/**
 * Headers of a dead letter that was put back on its topic, beside the record's own. Its origin is the redriver's; the
 * one that it had is kept, but nothing is skipped by it any more.
 */
export const REDRIVE_HEADERS = {
  /** Which dead letter: `{topic}/{dead_letter_id}`. */
  of: 'redrive-of',
  /** The stage that gave the record up. It alone takes it. */
  for: 'redrive-for',
  originalOrigin: 'redrive-original-origin',
} as const;

export interface Redrive {
  readonly of: string;
  readonly for: string;
}

/** The upstream of what the redriver of a topic's scope emits. */
const UPSTREAM: ReadonlyMap<string, string> = new Map(
  eventTopics().map(({ name, broker }) => [
    name,
    `${stageOf('redriver', broker).name}/${partitionName(redriveTopic(broker).name, 0)}`,
  ]),
);

/**
 * What a record says about being a redrive; undefined where it is none. Headers are written by whoever writes the
 * record, and one that says that it is for somebody else is passed over: so they are believed only beside an origin of
 * the redriver, or a producer that copies headers would hide its records.
 */
export const redriveOf = (record: Pick<KafkaRecord, 'topic' | 'headers'>): Redrive | undefined => {
  const target = headerOf(record, REDRIVE_HEADERS.for);
  const of = headerOf(record, REDRIVE_HEADERS.of);
  if (target === undefined || of === undefined) return undefined;
  const upstream = originOf(record)?.upstream;
  if (upstream === undefined || upstream !== UPSTREAM.get(record.topic)) return undefined;
  return { of: of.toString(), for: target.toString() };
};

/** Whether a record was put back for another stage, and is not for this one to take a second time. */
export const isForAnother = (record: Pick<KafkaRecord, 'topic' | 'headers'>, stage: string): boolean => {
  const redrive = redriveOf(record);
  return redrive !== undefined && redrive.for !== stage;
};
