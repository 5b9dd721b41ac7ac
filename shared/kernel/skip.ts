import { crc32 } from 'node:zlib';
import { PoisonError } from '../errors.ts';
import { isSeen, type Origin, watermarkOf } from '../events/origin.ts';
import { type KafkaRecord, partitionName } from '../ports/record.ts';
import type { Checkpoint, Position } from './checkpoint.ts';
import { originOf } from './decoded.ts';

type Watermarks = Checkpoint['origins'][string];

/** Far more than a topic has upstream stages and partitions. It bounds the watermarks of a checkpoint. */
const MAX_UPSTREAMS = 256;

/** How far another machine's clock may be ahead. */
const MAX_CLOCK_SKEW_MS = 600_000;

/** Tells a record from another at the same offset, after a log was deleted and created again. */
export const digestOf = (record: Pick<KafkaRecord, 'key' | 'value' | 'timestamp'>): number =>
  crc32(record.value ?? '', crc32(record.key ?? '', record.timestamp >>> 0));

export const positionOf = (record: KafkaRecord): Position => [record.offset, digestOf(record)];

/** The key of a record's partition in a checkpoint's positions and origins. */
export const nameOf = (record: KafkaRecord): string => partitionName(record.topic, record.partition);

/** An unseen record, by its index. */
export interface Unseen {
  readonly place: number;
  /** What is wrong with its origin. Such a record is neither taken nor skipped, but becomes a dead letter. */
  readonly defect?: PoisonError;
}

/**
 * What is wrong with an origin. Any producer can write the header. A forged origin that counted would make every later
 * record of its upstream be skipped silently.
 */
const originDefect = (
  { upstream, epoch }: Origin,
  watermarks: ReadonlyMap<string, Watermarks[string]>,
  now: number,
): PoisonError | undefined => {
  const watermark = watermarks.get(upstream);
  if (epoch > now + MAX_CLOCK_SKEW_MS) {
    return new PoisonError(
      'ORIGIN_IN_FUTURE',
      `the origin says that ${upstream} began at ${epoch}, which is in the future`,
    );
  }
  if (watermark === undefined && watermarks.size >= MAX_UPSTREAMS) {
    return new PoisonError(
      'TOO_MANY_UPSTREAMS',
      `the origin names ${upstream}, and ${watermarks.size} other upstreams of this partition are already known`,
    );
  }
  if (watermark !== undefined && epoch < watermark[0]) {
    return new PoisonError(
      'ORIGIN_OUTDATED',
      `the origin is of ${upstream} as it began at ${epoch}, and it began again at ${watermark[0]}`,
    );
  }
  return undefined;
};

/**
 * The records whose position is unseen, and whose origin is unseen too: after a crash an upstream emits duplicates with
 * new positions.
 * @param now Epoch milliseconds.
 */
export const unseenOf = (
  records: readonly KafkaRecord[],
  position: Position | undefined,
  watermarks: Watermarks,
  now: number,
): readonly Unseen[] => {
  const running = new Map(Object.entries(watermarks));
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
 * Offsets between the position and these records, or between two of them, that were never delivered. They left the log,
 * Lambda gave them up, or a producer's transaction used them.
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
export const raiseWatermarks = (
  watermarks: Watermarks,
  records: readonly KafkaRecord[],
  now: number,
): Watermarks => {
  // A map, because an outside producer may name its upstream like a member of every object.
  const raised = new Map(Object.entries(watermarks));
  for (const record of records) {
    const origin = originOf(record);
    if (origin === undefined || originDefect(origin, raised, now) !== undefined) continue;
    if (!isSeen(origin, raised.get(origin.upstream))) raised.set(origin.upstream, watermarkOf(origin));
  }
  return Object.fromEntries(raised);
};
