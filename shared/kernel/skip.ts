import { crc32 } from 'node:zlib';
import { PoisonError } from '../errors.ts';
import { isSeen, type Origin, watermarkOf } from '../events/origin.ts';
import { type KafkaRecord, partitionName } from '../ports/record.ts';
import type { Checkpoint, Position } from './checkpoint.ts';
import { originOf } from './decoded.ts';

type Marks = Checkpoint['origins'][string];

/** Far more than there are stages and partitions upstream of a topic: the marks of a checkpoint must not grow. */
const MAX_UPSTREAMS = 256;

/** How far another machine's clock may be ahead. */
const MAX_CLOCK_SKEW_MS = 600_000;

/** Tells a record from another one at the same offset of a log that was deleted and made anew. */
export const digestOf = (record: KafkaRecord): number =>
  crc32(record.value ?? '', crc32(record.key ?? '', record.timestamp >>> 0));

export const positionOf = (record: KafkaRecord): Position => [record.offset, digestOf(record)];

/** The key of a record's partition in a checkpoint's positions and origins. */
export const nameOf = (record: KafkaRecord): string => partitionName(record.topic, record.partition);

/** A record that has not been seen, by its place among those given. */
export interface Unseen {
  readonly place: number;
  /** Its origin is one that no stage in step with the log writes: not to be believed, nor to be passed over. */
  readonly defect?: PoisonError;
}

/**
 * What is wrong with an origin. A header is written by whoever writes the record; were a forged or muddled one
 * believed, everything that its upstream says from then on would be skipped in silence.
 */
const originDefect = (
  { upstream, epoch }: Origin,
  marks: ReadonlyMap<string, Marks[string]>,
  now: number,
): PoisonError | undefined => {
  const mark = marks.get(upstream);
  if (epoch > now + MAX_CLOCK_SKEW_MS) {
    return new PoisonError(
      'ORIGIN_IN_FUTURE',
      `the origin says that ${upstream} began at ${epoch}, which is still to come`,
    );
  }
  if (mark === undefined && marks.size >= MAX_UPSTREAMS) {
    return new PoisonError(
      'TOO_MANY_UPSTREAMS',
      `the origin names ${upstream}, and ${marks.size} other upstreams of this partition are known already`,
    );
  }
  if (mark !== undefined && epoch < mark[0]) {
    return new PoisonError(
      'ORIGIN_OUTDATED',
      `the origin is of ${upstream} as it began at ${epoch}, and it began anew at ${mark[0]}`,
    );
  }
  return undefined;
};

/**
 * The records that have not been seen: neither their position nor, for the duplicates that an upstream emits after
 * a crash, their origin.
 * @param now Epoch milliseconds.
 */
export const unseenOf = (
  records: readonly KafkaRecord[],
  position: Position | undefined,
  marks: Marks,
  now: number,
): readonly Unseen[] => {
  const running = new Map(Object.entries(marks));
  const unseen: Unseen[] = [];
  let last = position?.[0] ?? -1;
  for (const [place, record] of records.entries()) {
    if (record.offset <= last) continue;
    last = record.offset;
    const origin = originOf(record);
    const defect = origin && originDefect(origin, running, now);
    if (origin !== undefined && defect === undefined) {
      if (isSeen(origin, running.get(origin.upstream))) continue;
      running.set(origin.upstream, watermarkOf(origin));
    }
    unseen.push(defect === undefined ? { place } : { place, defect });
  }
  return unseen;
};

/**
 * Offsets between the position and these records, or between two of them, that were never handed over: they left
 * the log, Lambda gave them up, or a producer's transactions took them.
 */
export const missingIn = (records: readonly KafkaRecord[], position: Position | undefined): number => {
  let missing = 0;
  let last = position?.[0];
  for (const { offset } of records) {
    if (last !== undefined && offset <= last) continue;
    if (last !== undefined) missing += offset - last - 1;
    last = offset;
  }
  return missing;
};

/** The watermarks after these records. */
export const raiseMarks = (marks: Marks, records: readonly KafkaRecord[], now: number): Marks => {
  // A map: an outside producer may name its upstream like a member that every object has.
  const raised = new Map(Object.entries(marks));
  for (const record of records) {
    const origin = originOf(record);
    if (origin === undefined || originDefect(origin, raised, now) !== undefined) continue;
    if (!isSeen(origin, raised.get(origin.upstream))) raised.set(origin.upstream, watermarkOf(origin));
  }
  return Object.fromEntries(raised);
};
