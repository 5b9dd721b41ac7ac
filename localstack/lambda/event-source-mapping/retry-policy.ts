import type { FailedOffsets } from './partial-batch-response.ts';
import type { SourceRecord } from './record.ts';

/** How a mapping treats a batch that failed. */
export interface RetryPolicy {
  /** Retries after the first attempt; `Infinity` until the records leave the log. */
  readonly maximumRetryAttempts: number;
  readonly bisectBatchOnFunctionError: boolean;
}

/** Records that are invoked together, each partition's in offset order. */
export interface Batch {
  readonly records: readonly SourceRecord[];
  /** Retries already made for these records. */
  readonly retries: number;
}

/** What one invocation came to. */
export type Outcome =
  | { readonly kind: 'success' }
  /** The function threw, timed out or its environment ended. */
  | { readonly kind: 'function-error' }
  /** The function answered, but not with something that can be acted on. */
  | { readonly kind: 'invalid-response' }
  | { readonly kind: 'partial'; readonly failed: FailedOffsets };

/** What happens to the batch next. */
export type NextStep =
  | { readonly kind: 'complete' }
  | { readonly kind: 'retry'; readonly batch: Batch }
  /** Both halves at once, the second after the first has been completed. */
  | { readonly kind: 'bisect'; readonly halves: readonly [Batch, Batch] }
  /** Partitions go their own ways: those listed continue with their remainder, the others are complete. */
  | { readonly kind: 'continue'; readonly remainders: readonly Remainder[] }
  | { readonly kind: 'discard' };

/** The remaining records of one partition after a partial failure, from the lowest failed offset. */
export type Remainder =
  | { readonly kind: 'retry'; readonly partition: number; readonly batch: Batch }
  /** Retries are used up: the records reported as failed are discarded, the others of the partition are complete. */
  | { readonly kind: 'discard'; readonly partition: number; readonly records: readonly SourceRecord[] };

/**
 * Decides what follows an invocation. AWS does not document these choices. A bisect uses no retry. After a partial
 * failure a partition is redelivered from its lowest failed offset, in order. A batch that got further than before
 * starts with new retries, so that several transient failures in one batch do not add up to a discarded record.
 */
export const nextStep = (batch: Batch, outcome: Outcome, policy: RetryPolicy): NextStep => {
  switch (outcome.kind) {
    case 'success':
      return { kind: 'complete' };
    case 'partial':
      return { kind: 'continue', remainders: remaindersOf(batch, outcome.failed, policy) };
    case 'function-error':
      if (policy.bisectBatchOnFunctionError && batch.records.length > 1) {
        return { kind: 'bisect', halves: halvesOf(batch) };
      }
      return retryOrDiscard(batch, policy);
    case 'invalid-response':
      return retryOrDiscard(batch, policy);
  }
};

const retryOrDiscard = (batch: Batch, policy: RetryPolicy): NextStep => {
  if (batch.retries >= policy.maximumRetryAttempts) return { kind: 'discard' };
  return { kind: 'retry', batch: { records: batch.records, retries: batch.retries + 1 } };
};

const halvesOf = (batch: Batch): [Batch, Batch] => {
  const middle = batch.records.length >> 1;
  return [
    { records: batch.records.slice(0, middle), retries: batch.retries },
    { records: batch.records.slice(middle), retries: batch.retries },
  ];
};

const remaindersOf = (batch: Batch, failed: FailedOffsets, policy: RetryPolicy): Remainder[] => {
  const remainders: Remainder[] = [];
  for (const [partition, offsets] of failed) {
    const own = batch.records.filter((record) => record.partition === partition);
    const lowest = lowestOf(offsets);
    const records = own.filter((record) => record.offset >= lowest);
    const retries = records.length < own.length ? 0 : batch.retries;
    if (retries < policy.maximumRetryAttempts) {
      remainders.push({ kind: 'retry', partition, batch: { records, retries: retries + 1 } });
    } else {
      remainders.push({
        kind: 'discard',
        partition,
        records: records.filter(({ offset }) => offsets.has(offset)),
      });
    }
  }
  return remainders;
};

const lowestOf = (offsets: ReadonlySet<number>): number => {
  let lowest = Number.POSITIVE_INFINITY;
  for (const offset of offsets) if (offset < lowest) lowest = offset;
  return lowest;
};
