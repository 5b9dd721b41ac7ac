import type { TickRecord } from './tick-record.ts';

/** What Kafka adds to each record of a batch: lengths, offset and time deltas, at their longest. */
const RECORD_OVERHEAD = 40;

export const recordBytes = ({ key, value }: TickRecord): number =>
  RECORD_OVERHEAD + Buffer.byteLength(key) + value.length;

/**
 * The records in order, in runs of at most so many bytes and so many records. Even if all of a run went to one
 * partition, its record batch would stay below the topic's limit.
 */
export function* cutBatches(
  records: readonly TickRecord[],
  limits: { readonly bytes: number; readonly records: number },
): Generator<readonly TickRecord[]> {
  let from = 0;
  let bytes = 0;
  for (const [place, record] of records.entries()) {
    const size = recordBytes(record);
    if (place > from && (bytes + size > limits.bytes || place - from >= limits.records)) {
      yield records.slice(from, place);
      from = place;
      bytes = 0;
    }
    bytes += size;
  }
  if (from < records.length) yield records.slice(from);
}
