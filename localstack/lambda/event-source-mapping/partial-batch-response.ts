import { partitionName, type SourceRecord } from './record.ts';

/** The meaning of a function's answer for its batch. */
export type BatchVerdict =
  | { readonly kind: 'success' }
  /** Failed offsets by partition; partitions that are not listed succeeded. */
  | { readonly kind: 'partial'; readonly failed: FailedOffsets }
  /** The answer cannot be trusted, so the whole batch counts as failed. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** The offsets a function reported as failed, by partition; no list is empty. */
export type FailedOffsets = ReadonlyMap<number, ReadonlySet<number>>;

const SUCCESS: BatchVerdict = { kind: 'success' };

/**
 * Reads a `ReportBatchItemFailures` answer. Kafka identifiers are objects,
 * `{"itemIdentifier": {"partition": "ticks-0", "offset": 100}}`, not strings as for SQS and Kinesis.
 * `null`, `{}` and an empty list are success; an identifier that is not in the event fails the whole batch.
 */
export const readBatchResponse = (response: unknown, records: readonly SourceRecord[]): BatchVerdict => {
  if (response === undefined || response === null || response === '') return SUCCESS;
  if (typeof response !== 'object' || Array.isArray(response)) {
    return { kind: 'invalid', reason: `the function answered ${describe(response)}, not an object` };
  }
  const failures = 'batchItemFailures' in response ? response.batchItemFailures : undefined;
  if (failures === undefined || failures === null) return SUCCESS;
  if (!Array.isArray(failures)) {
    return { kind: 'invalid', reason: `batchItemFailures is ${describe(failures)}, not a list` };
  }
  if (failures.length === 0) return SUCCESS;
  return readFailures(failures, records);
};

const readFailures = (failures: readonly unknown[], records: readonly SourceRecord[]): BatchVerdict => {
  const partitions = new Map<string, { readonly partition: number; readonly offsets: Set<number> }>();
  for (const record of records) {
    const name = partitionName(record.topic, record.partition);
    const known = partitions.get(name);
    if (known === undefined)
      partitions.set(name, { partition: record.partition, offsets: new Set([record.offset]) });
    else known.offsets.add(record.offset);
  }
  const failed = new Map<number, Set<number>>();
  for (const failure of failures) {
    const identifier = readIdentifier(failure);
    if (identifier === undefined) {
      return {
        kind: 'invalid',
        reason: `batchItemFailures has ${describe(failure)}, expected {"itemIdentifier": {"partition": "topic-0", "offset": 1}}`,
      };
    }
    const known = partitions.get(identifier.partition);
    if (known === undefined || !known.offsets.has(identifier.offset)) {
      return {
        kind: 'invalid',
        reason: `batchItemFailures names ${describe(identifier)}, which is not in the event`,
      };
    }
    const offsets = failed.get(known.partition);
    if (offsets === undefined) failed.set(known.partition, new Set([identifier.offset]));
    else offsets.add(identifier.offset);
  }
  return { kind: 'partial', failed };
};

const readIdentifier = (failure: unknown): { partition: string; offset: number } | undefined => {
  if (typeof failure !== 'object' || failure === null || !('itemIdentifier' in failure)) return undefined;
  const identifier = failure.itemIdentifier;
  if (typeof identifier !== 'object' || identifier === null) return undefined;
  if (!('partition' in identifier) || !('offset' in identifier)) return undefined;
  const { partition, offset } = identifier;
  return typeof partition === 'string' && typeof offset === 'number' ? { partition, offset } : undefined;
};

const describe = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};
