import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filePartition } from '../../../../../localstack/engines/kafka/log/file-partition.ts';
import { errorCodes } from '../../../../../localstack/engines/kafka/protocol/error-codes.ts';
import { buildBatch } from '../../../../conformance/broker/support/build-batch.ts';
import { partitionLog, readAll } from '../support/partition-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FIRST_SEGMENT = '00000000000000000000.log';

/** Opens the log as a broker does that starts after another one died: what was there is not closed. */
const open = (folder: string, capacityBytes = 2 ** 27) =>
  partitionLog({ storage: filePartition(folder), capacityBytes });

const fill = (folder: string, batches: number, bytesEach = 10, capacityBytes = 2 ** 27) => {
  const { log } = open(folder, capacityBytes);
  for (let index = 0; index < batches; index += 1) {
    log.append(buildBatch({ values: [`${index}`.padEnd(bytesEach, 'x'), 'y'], timestamps: [1000, 1001] }));
  }
  return log;
};

test('a log is found as it was left', () => {
  const folder = temporaryFolder();
  const before = readAll(fill(folder, 20), 10_000);

  const { log, warnings } = open(folder);

  expect(log.endOffset).toBe(40);
  expect(readAll(log, 10_000)).toEqual(before);
  expect(warnings).toEqual([]);
  expect(log.append(buildBatch({ values: ['next'], timestamps: [1000] })).baseOffset).toBe(40);
});

test('a log of several segments is found as it was left, with the start where retention put it', () => {
  const folder = temporaryFolder();
  const capacity = 200_000;
  const before = fill(folder, 400, 1000, capacity);
  expect(before.segmentCount).toBeGreaterThan(2);

  const { log } = open(folder, capacity);

  expect([log.startOffset, log.endOffset]).toEqual([before.startOffset, before.endOffset]);
  expect(readAll(log, 10_000)).toEqual(readAll(before, 10_000));
});

test('whole batches before a torn last write survive, and the log continues', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (whole, part) => {
        const folder = temporaryFolder();
        fill(folder, whole).close();
        const path = join(folder, FIRST_SEGMENT);
        const intactBytes = statSync(path).size;
        const torn = buildBatch({ values: ['torn', 'batch'] });
        torn.writeBigInt64BE(BigInt(whole * 2), 0);
        appendFileSync(path, torn.subarray(0, Math.floor(part * torn.length)));

        const { log } = open(folder);

        expect(log.endOffset).toBe(whole * 2);
        expect(statSync(path).size).toBe(intactBytes);
        expect(log.append(buildBatch({ values: ['z'], timestamps: [1000] })).baseOffset).toBe(whole * 2);
        log.close();
      },
    ),
    { numRuns: 30 },
  );
});

test('a batch with a flipped bit is cut off, with all that follows, and it is said', () => {
  const folder = temporaryFolder();
  fill(folder, 3).close();
  const path = join(folder, FIRST_SEGMENT);
  const bytes = readFileSync(path);
  const second = bytes.length / 3;
  bytes.writeUInt8(bytes.readUInt8(second + 70) ^ 1, second + 70);
  writeFileSync(path, bytes);

  const { log, warnings } = open(folder);

  expect(log.endOffset).toBe(2);
  expect(warnings).toEqual([expect.stringContaining('at offset 2')]);
});

test('segments behind a broken one are removed: a log has no gaps', () => {
  const folder = temporaryFolder();
  fill(folder, 100, 1000, 200_000).close();
  const segments = readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .sort();
  expect(segments.length).toBeGreaterThan(2);
  const [first = ''] = segments;
  truncateSync(join(folder, first), 1500);

  const { log } = open(folder);

  expect(log.endOffset).toBe(2);
  expect(readdirSync(folder).filter((name) => name.endsWith('.log'))).toEqual([first]);
});

test('an emptied log remembers where it was', () => {
  const folder = temporaryFolder();
  fill(folder, 5).deleteBefore(-1);

  const { log } = open(folder);

  expect([log.startOffset, log.endOffset]).toEqual([10, 10]);
});

test('a start inside a segment is remembered', () => {
  const folder = temporaryFolder();
  fill(folder, 5).deleteBefore(3);

  expect(open(folder).log.startOffset).toBe(3);
});

test('an idempotent producer is known again: duplicates and gaps are told from the next batch', () => {
  const folder = temporaryFolder();
  const batch = (baseSequence: number) =>
    buildBatch({ values: ['x'], timestamps: [1000], producerId: 7, producerEpoch: 0, baseSequence });
  const before = open(folder).log;
  before.append(batch(0));
  before.append(batch(1));

  const { log } = open(folder);

  expect(log.append(batch(1)).baseOffset).toBe(1);
  expect(log.endOffset).toBe(2);
  expect(() => log.append(batch(9))).toThrow(
    expect.objectContaining({ code: errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER }),
  );
  expect(log.append(batch(2)).baseOffset).toBe(2);
});

test('a removed log leaves nothing behind', () => {
  const folder = join(temporaryFolder(), 'topic-0');
  fill(folder, 3).remove();

  expect(open(folder).log.endOffset).toBe(0);
});
