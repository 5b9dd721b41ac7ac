import { stageOf } from '../events/pipeline.ts';
import { eventTopics, redriveTopic } from '../events/topics.ts';
import { headerOf, type KafkaRecord, partitionName } from '../ports/record.ts';
import { originOf } from './decoded.ts';

/**
 * Headers of a redriven dead letter, beside the record's own. Its origin is the redriver's. The original origin is
 * kept, and no record is skipped by it.
 */
export const REDRIVE_HEADERS = {
  /** The dead letter, `{topic}/{dead_letter_id}`. */
  of: 'redrive-of',
  /** The stage that gave the record up. Only this stage takes it. */
  for: 'redrive-for',
  originalOrigin: 'redrive-original-origin',
} as const;

export interface Redrive {
  readonly of: string;
  readonly for: string;
}

/** Topic → the upstream name of its scope's redriver. */
const UPSTREAM: ReadonlyMap<string, string> = new Map(
  eventTopics().map(({ name, broker }) => [
    name,
    `${stageOf('redriver', broker).name}/${partitionName(redriveTopic(broker).name, 0)}`,
  ]),
);

/**
 * The redrive headers of a record; undefined if it is not a redrive. A stage skips a redrive for another stage, and any
 * producer can write headers. So they count only with an origin of the redriver. Otherwise a producer that copies
 * headers would hide its records.
 */
export const redriveOf = (record: Pick<KafkaRecord, 'topic' | 'headers'>): Redrive | undefined => {
  const target = headerOf(record, REDRIVE_HEADERS.for);
  const of = headerOf(record, REDRIVE_HEADERS.of);
  if (target === undefined || of === undefined) return undefined;
  const upstream = originOf(record)?.upstream;
  if (upstream === undefined || upstream !== UPSTREAM.get(record.topic)) return undefined;
  return { of: of.toString(), for: target.toString() };
};

/** Whether a record was redriven for another stage, so that this one must not take it a second time. */
export const isForAnother = (record: Pick<KafkaRecord, 'topic' | 'headers'>, stage: string): boolean => {
  const redrive = redriveOf(record);
  return redrive !== undefined && redrive.for !== stage;
};
