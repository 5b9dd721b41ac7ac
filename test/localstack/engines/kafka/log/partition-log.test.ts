import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  computeBatchCrc,
  readBatchHeader,
} from '../../../../../localstack/engines/kafka/log/record-batch.ts';
import { errorCodes } from '../../../../../localstack/engines/kafka/protocol/error-codes.ts';
import { buildBatch } from '../../../../conformance/broker/support/build-batch.ts';
import { batchesIn, partitionLog, readAll } from '../support/partition-log.ts';

const HOUR_MS = 3_600_000;

const batchOf = (count: number, bytesEach = 10, timestamp = 1_700_000_000_000): Buffer =>
  buildBatch({
    key: 'k',
    values: Array.from({ length: count }, () => 'x'.repeat(bytesEach)),
    timestamps: Array.from({ length: count }, () => timestamp),
  });

test('offsets stay dense and in order under any interleaving of writes and reads', () => {
  const write = fc.record({
    records: fc.integer({ min: 1, max: 20 }),
    bytes: fc.integer({ min: 0, max: 3000 }),
  });
  const read = fc.record({ from: fc.double({ min: 0, max: 1, noNaN: true }), maxBytes: fc.nat(100_000) });
  fc.assert(
    fc.property(fc.array(fc.oneof(write, read), { maxLength: 60 }), (steps) => {
      const { log } = partitionLog({ capacityBytes: 300_000 });
      let written = 0;
      for (const step of steps) {
        if ('records' in step) {
          expect(log.append(batchOf(step.records, step.bytes)).baseOffset).toBe(written);
          written += step.records;
        } else {
          const offset = log.startOffset + Math.floor(step.from * (log.endOffset - log.startOffset));
          const [first, ...others] = batchesIn(log.read(offset, step.maxBytes, true));
          if (first === undefined) continue;
          expect(offset).toBeGreaterThanOrEqual(first.baseOffset);
          expect(offset).toBeLessThan(first.baseOffset + first.recordCount);
          let next = first.baseOffset + first.recordCount;
          for (const { baseOffset, recordCount } of others) {
            expect(baseOffset).toBe(next);
            next += recordCount;
          }
        }
        expect(log.endOffset).toBe(written);
      }
    }),
    { numRuns: 100 },
  );
});

test('fetches with any limit return every batch once', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(sizes, fc.nat(20_000), (counts, maxBytes) => {
      const { log } = partitionLog();
      for (const count of counts) log.append(batchOf(count, 500));

      const batches = readAll(log, maxBytes);

      expect(batches.map(({ recordCount }) => recordCount)).toEqual(counts);
      expect(batches[0]?.baseOffset).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test('a limit below the first batch returns nothing, unless at least one batch is required', () => {
  const { log } = partitionLog();
  log.append(batchOf(1, 1000));

  expect(log.read(0, 100, false)).toBeUndefined();
  expect(batchesIn(log.read(0, 100, true))).toHaveLength(1);
});

test('the end of the log can be read and has nothing; beyond it is out of range', () => {
  const { log } = partitionLog();
  log.append(batchOf(3));

  expect(log.read(3, 1000, true)).toBeUndefined();
  expect(() => log.read(4, 1000, true)).toThrow(
    expect.objectContaining({ code: errorCodes.OFFSET_OUT_OF_RANGE }),
  );
});

test('memory stays within the capacity and one segment, and the start moves with what was dropped', () => {
  const capacityBytes = 200_000;
  const { log } = partitionLog({ capacityBytes });

  for (let count = 0; count < 1000; count += 1) log.append(batchOf(1, 1000));

  expect(log.size).toBeLessThanOrEqual(capacityBytes * 1.25);
  expect(log.size).toBeGreaterThan(capacityBytes * 0.75);
  expect(log.startOffset).toBeGreaterThan(700);
  expect(log.endOffset).toBe(1000);
  expect(() => log.read(log.startOffset - 1, 1000, true)).toThrow(
    expect.objectContaining({ code: errorCodes.OFFSET_OUT_OF_RANGE }),
  );
  expect(readAll(log, 50_000)[0]?.baseOffset).toBe(log.startOffset);
});

test("a topic's own retention.bytes counts when it is below the capacity", () => {
  const { log } = partitionLog({ settings: { 'retention.bytes': '100000' } });

  for (let count = 0; count < 500; count += 1) log.append(batchOf(1, 1000));

  expect(log.size).toBeLessThanOrEqual(125_000);
});

test('records older than retention.ms are dropped, the active segment included', () => {
  const { log, clock } = partitionLog({ settings: { 'retention.ms': String(HOUR_MS) } });
  log.append(batchOf(5, 10, clock.now()));
  clock.advance(2 * HOUR_MS);

  log.applyRetention();

  expect(log.startOffset).toBe(5);
  expect(log.size).toBe(0);
  expect(log.append(batchOf(1, 10, clock.now())).baseOffset).toBe(5);
});

test('records younger than retention.ms are kept', () => {
  const { log, clock } = partitionLog({ settings: { 'retention.ms': String(HOUR_MS) } });
  log.append(batchOf(5, 10, clock.now()));
  clock.advance(HOUR_MS / 2);

  log.applyRetention();

  expect(log.startOffset).toBe(0);
});

test('a compacted topic keeps its records of any age', () => {
  const { log, clock } = partitionLog({
    settings: { 'retention.ms': '1000', 'cleanup.policy': 'compact' },
  });
  log.append(batchOf(5, 10, clock.now()));
  clock.advance(HOUR_MS);

  log.applyRetention();

  expect(log.startOffset).toBe(0);
});

test('a shorter retention takes effect at once', () => {
  const { log, clock } = partitionLog();
  log.append(batchOf(5, 10, clock.now()));
  clock.advance(HOUR_MS);

  const { log: other } = partitionLog({ settings: { 'retention.ms': '1000' } });
  other.append(batchOf(1));
  log.configure({
    retentionMs: 1000,
    retentionBytes: undefined,
    segmentBytes: 2 ** 20,
    segmentMs: HOUR_MS * 24,
    maxMessageBytes: 1000,
    isLogAppendTime: false,
    needsKeys: false,
    timestampAfterMaxMs: HOUR_MS,
    timestampBeforeMaxMs: Number.MAX_SAFE_INTEGER,
  });

  expect(log.startOffset).toBe(5);
});

test('with LogAppendTime a batch carries the time of its arrival, and a checksum that fits', () => {
  const { log, clock } = partitionLog({ settings: { 'message.timestamp.type': 'LogAppendTime' } });

  const appended = log.append(batchOf(2, 10, 1000));

  const stored = log.read(0, 10_000, true) ?? Buffer.alloc(0);
  const header = readBatchHeader(stored);
  expect(appended.logAppendTime).toBe(clock.now());
  expect(header).toMatchObject({ isLogAppendTime: true, maxTimestamp: clock.now(), baseOffset: 0 });
  expect(computeBatchCrc(stored, header.size)).toBe(header.crc);
});

test('a listener hears of an append, and no more once withdrawn', () => {
  const { log } = partitionLog();
  let heard = 0;
  const withdraw = log.onChange(() => {
    heard += 1;
  });

  log.append(batchOf(1));
  withdraw();
  log.append(batchOf(1));

  expect(heard).toBe(1);
});

test('records deleted up to the end leave an empty log that goes on counting', () => {
  const { log } = partitionLog();
  log.append(batchOf(3));

  expect(log.deleteBefore(-1)).toBe(3);
  expect(log.size).toBe(0);
  expect(log.append(batchOf(1)).baseOffset).toBe(3);
});

test('deleting records beyond the end is out of range', () => {
  const { log } = partitionLog();

  expect(() => log.deleteBefore(1)).toThrow(
    expect.objectContaining({ code: errorCodes.OFFSET_OUT_OF_RANGE }),
  );
});

test('the first record not older than a time is found across segments, and before it none is', () => {
  const times = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 1100 }), (timestamps, wanted) => {
      const { log } = partitionLog({ capacityBytes: 400_000 });
      for (const timestamp of timestamps) log.append(batchOf(1, 3000, timestamp));

      const found = log.offsetNotBefore(wanted);

      const expected = timestamps.findIndex((timestamp) => timestamp >= wanted);
      expect(found?.offset ?? -1).toBe(expected);
    }),
    { numRuns: 50 },
  );
});

test('a write that the storage refuses is reported as a storage error and leaves no trace', () => {
  const full = () => {
    throw new Error('ENOSPC: no space left on device');
  };
  const segment = { append: full, read: () => Buffer.alloc(0), truncate() {}, close() {}, remove() {} };
  const { log } = partitionLog({
    storage: {
      load: () => [],
      create: () => segment,
      readStartOffset: () => 0,
      writeStartOffset() {},
      remove() {},
    },
  });

  expect(() => log.append(batchOf(1))).toThrow(
    expect.objectContaining({ code: errorCodes.KAFKA_STORAGE_ERROR }),
  );
  expect(log.endOffset).toBe(0);
});
