import type { ProducerStates } from './producer-states.ts';
import {
  BATCH_HEADER_BYTES,
  type BatchHeader,
  computeBatchCrc,
  MAGIC,
  readBatchHeader,
} from './record-batch.ts';
import { Segment } from './segment.ts';
import type { PartitionStorage } from './segment-storage.ts';

/**
 * Reads back what an earlier run left: the index and the producers' states are rebuilt from the batches, and the
 * log ends before the first batch that is torn, corrupt or out of place. Later segments cannot be part of a log
 * without gaps and are removed.
 */
export const recoverSegments = (
  storage: PartitionStorage,
  producers: ProducerStates,
  now: number,
  warn: (message: string) => void,
): Segment[] => {
  const segments: Segment[] = [];
  let isBroken = false;
  for (const { baseOffset, contents, storage: segmentStorage } of storage.load()) {
    const expected = segments.at(-1)?.nextOffset ?? baseOffset;
    if (isBroken || baseOffset !== expected) {
      isBroken = true;
      warn(`Removed the segment at offset ${baseOffset}: the log before it ends at ${expected}.`);
      segmentStorage.remove();
      continue;
    }
    const segment = new Segment(baseOffset, segmentStorage);
    for (const header of intactBatches(contents, baseOffset)) {
      producers.record(header, header.baseOffset, now);
      segment.index(header, header.size);
    }
    if (segment.size < contents.length) {
      isBroken = true;
      warn(`Cut ${contents.length - segment.size} torn or corrupt bytes at offset ${segment.nextOffset}.`);
      segmentStorage.truncate(segment.size);
    }
    segments.push(segment);
  }
  return segments;
};

function* intactBatches(contents: Buffer, baseOffset: number): Generator<BatchHeader> {
  let expected = baseOffset;
  for (let position = 0; position + BATCH_HEADER_BYTES <= contents.length; ) {
    const header = readBatchHeader(contents, position);
    if (
      header.magic !== MAGIC ||
      header.baseOffset !== expected ||
      header.size < BATCH_HEADER_BYTES ||
      header.size > contents.length - position ||
      computeBatchCrc(contents, header.size, position) !== header.crc
    ) {
      return;
    }
    yield header;
    expected += header.lastOffsetDelta + 1;
    position += header.size;
  }
}
