import { crc32 } from 'node:zlib';
import { isSeen, watermarkOf } from '../events/origin.ts';
import type { Checkpoint, Position } from './checkpoint.ts';
import { originOf } from './decoded.ts';
import { type KafkaRecord, partitionName } from './record.ts';

type Marks = Checkpoint['origins'][string];

/** Tells a record from another one at the same offset of a log that was deleted and made anew. */
export const digestOf = (record: KafkaRecord): number =>
  crc32(record.value ?? '', crc32(record.key ?? '', record.timestamp >>> 0));

export const positionOf = (record: KafkaRecord): Position => [record.offset, digestOf(record)];

/** The key of a record's partition in a checkpoint's positions and origins. */
export const nameOf = (record: KafkaRecord): string => partitionName(record.topic, record.partition);

/**
 * The places of the records that have not been seen: neither their position nor, for the duplicates that an
 * upstream emits after a crash, their origin.
 */
export const unseenPlaces = (
  records: readonly KafkaRecord[],
  position: Position | undefined,
  marks: Marks,
): readonly number[] => {
  const running = new Map(Object.entries(marks));
  const places: number[] = [];
  for (const [place, record] of records.entries()) {
    if (position !== undefined && record.offset <= position[0]) continue;
    const origin = originOf(record);
    if (origin !== undefined) {
      if (isSeen(origin, running.get(origin.upstream))) continue;
      running.set(origin.upstream, watermarkOf(origin));
    }
    places.push(place);
  }
  return places;
};

/** The watermarks after these records. */
export const raiseMarks = (marks: Marks, records: readonly KafkaRecord[]): Marks => {
  // A map: an outside producer may name its upstream like a member that every object has.
  const raised = new Map(Object.entries(marks));
  for (const record of records) {
    const origin = originOf(record);
    if (origin !== undefined && !isSeen(origin, raised.get(origin.upstream))) {
      raised.set(origin.upstream, watermarkOf(origin));
    }
  }
  return Object.fromEntries(raised);
};
