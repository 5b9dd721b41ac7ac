import type { TickRecord } from '../../shared/market/tick-record.ts';

/** The most bytes that Kafka adds to a record in a batch: lengths, offset and time deltas. */
const RECORD_OVERHEAD = 40;

export const recordBytes = ({ key, value }: TickRecord): number =>
  RECORD_OVERHEAD + Buffer.byteLength(key) + value.length;

/**
 * Splits records, in order, into runs with at most the given bytes and records. Even if a whole run goes to one partition,
 * its record batch stays below the topic's limit.
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
