import { memoryPartition } from '../../../../../localstack/engines/kafka/log/memory-segment.ts';
import { PartitionLog } from '../../../../../localstack/engines/kafka/log/partition-log.ts';
import { readBatchHeader } from '../../../../../localstack/engines/kafka/log/record-batch.ts';
import type { PartitionStorage } from '../../../../../localstack/engines/kafka/log/segment-storage.ts';
import {
  checkOverrides,
  resolveConfig,
} from '../../../../../localstack/engines/kafka/topics/topic-config.ts';
import { FakeClock } from './fake-clock.ts';

export interface LogUnderTest {
  readonly log: PartitionLog;
  readonly clock: FakeClock;
  readonly warnings: string[];
}

export const partitionLog = (
  options: {
    settings?: Readonly<Record<string, string>>;
    capacityBytes?: number;
    storage?: PartitionStorage;
    clock?: FakeClock;
  } = {},
): LogUnderTest => {
  const clock = options.clock ?? new FakeClock();
  const warnings: string[] = [];
  const settings = Object.entries(options.settings ?? {}).map(([name, value]) => ({ name, value }));
  const log = new PartitionLog({
    storage: options.storage ?? memoryPartition(),
    config: resolveConfig(checkOverrides(settings)),
    capacityBytes: options.capacityBytes ?? 2 ** 27,
    clock,
    warn: (message) => warnings.push(message),
  });
  return { log, clock, warnings };
};

/** Base offset and record count of every batch in what a fetch returned. */
export const batchesIn = (bytes: Buffer | undefined): { baseOffset: number; recordCount: number }[] => {
  const batches = [];
  for (let position = 0; bytes !== undefined && position < bytes.length; ) {
    const { baseOffset, recordCount, size } = readBatchHeader(bytes, position);
    batches.push({ baseOffset, recordCount });
    position += size;
  }
  return batches;
};

/** Reads a whole log from its start, fetch by fetch, as a consumer does. */
export const readAll = (
  log: PartitionLog,
  maxBytes: number,
): { baseOffset: number; recordCount: number }[] => {
  const batches = [];
  for (let offset = log.startOffset; offset < log.endOffset; ) {
    const read = batchesIn(log.read(offset, maxBytes, true));
    const last = read.at(-1);
    if (last === undefined) throw new Error(`Nothing could be read at ${offset}.`);
    batches.push(...read);
    offset = last.baseOffset + last.recordCount;
  }
  return batches;
};
