import { describe, expect, it } from 'vitest';
import {
  type Accumulation,
  BatchAccumulator,
} from '../../../../localstack/lambda/event-source-mapping/batch-accumulator.ts';
import { encodeEvent } from '../../../../localstack/lambda/event-source-mapping/event-json.ts';
import { recordBytes } from '../../../../localstack/lambda/event-source-mapping/event-size.ts';
import { PartitionBuffer } from '../../../../localstack/lambda/event-source-mapping/partition-buffer.ts';
import type { SourceRecord } from '../../../../localstack/lambda/event-source-mapping/record.ts';
import { records } from './support.ts';

const SOURCE = { bootstrapServers: 'b:9092', nullFields: 'omit' } as const;

const bufferOf = (...fetched: SourceRecord[]): PartitionBuffer => {
  const buffer = new PartitionBuffer(fetched[0]?.partition ?? 0);
  for (const item of fetched) buffer.add(item, recordBytes(item, 'omit'));
  return buffer;
};

const accumulator = (limits: {
  batchSize?: number;
  windowMs?: number;
  payload?: number;
}): BatchAccumulator => {
  const { batchSize = 100, windowMs = 0, payload = 6 * 1024 * 1024 } = limits;
  return new BatchAccumulator(
    { batchSize, maximumBatchingWindowMs: windowMs, maximumPayloadBytes: payload },
    SOURCE,
    'ticks',
  );
};

const offsets = (found: Accumulation): Record<number, number[]> => {
  expect(found.kind).toBe('batch');
  if (found.kind !== 'batch') return {};
  return Object.fromEntries(
    [...found.batch].map(([partition, list]) => [partition, list.map(({ offset }) => offset)]),
  );
};

describe('BatchAccumulator', () => {
  it('is idle without records', () => {
    expect(accumulator({}).next([], 0)).toEqual({ kind: 'idle' });
  });

  it('takes the records that have arrived when the window is 0', () => {
    expect(offsets(accumulator({}).next([bufferOf(...records(0, 3))], 0))).toEqual({ 0: [0, 1, 2] });
  });

  it('waits for the window, counted from the first record', () => {
    const buffers = [
      bufferOf(...records(0, 1, 0, { arrivedAt: 1_000 }), ...records(0, 1, 1, { arrivedAt: 1_300 })),
    ];
    const batches = accumulator({ windowMs: 500 });

    expect(batches.next(buffers, 1_400)).toEqual({ kind: 'wait', until: 1_500 });
    expect(offsets(batches.next(buffers, 1_500))).toEqual({ 0: [0, 1] });
  });

  it('closes at the batch size before the window ends, and leaves the rest', () => {
    const buffer = bufferOf(...records(0, 5));
    const batches = accumulator({ batchSize: 2, windowMs: 500 });

    expect(offsets(batches.next([buffer], 0))).toEqual({ 0: [0, 1] });
    expect(offsets(batches.next([buffer], 0))).toEqual({ 0: [2, 3] });
    expect(batches.next([buffer], 0)).toEqual({ kind: 'wait', until: 500 });
  });

  it('counts the batch size over all partitions', () => {
    const buffers = [bufferOf(...records(0, 2)), bufferOf(...records(1, 2))];

    expect(offsets(accumulator({ batchSize: 3, windowMs: 500 }).next(buffers, 0))).toEqual({
      0: [0, 1],
      1: [0],
    });
  });

  it('starts with the partition that has waited longest', () => {
    const buffers = [
      bufferOf(...records(0, 2, 0, { arrivedAt: 20 })),
      bufferOf(...records(1, 2, 0, { arrivedAt: 10 })),
    ];

    expect(offsets(accumulator({ batchSize: 2 }).next(buffers, 30))).toEqual({ 1: [0, 1] });
  });

  it('cuts before the record that would outgrow the payload, to the byte', () => {
    const list = records(0, 4, 0, { value: Buffer.alloc(300) });
    const three = JSON.stringify(encodeEvent(list.slice(0, 3), SOURCE)).length;

    expect(offsets(accumulator({ payload: three }).next([bufferOf(...list)], 0))).toEqual({ 0: [0, 1, 2] });
    expect(offsets(accumulator({ payload: three - 1 }).next([bufferOf(...list)], 0))).toEqual({ 0: [0, 1] });
  });

  it('closes at the payload before the window ends', () => {
    const list = records(0, 4, 0, { value: Buffer.alloc(300) });

    expect(offsets(accumulator({ payload: 1_000, windowMs: 500 }).next([bufferOf(...list)], 0))).toEqual({
      0: [0],
    });
  });

  it('takes out a record that fits into no invocation', () => {
    const buffer = bufferOf(...records(0, 1, 0, { value: Buffer.alloc(5_000) }), ...records(0, 1, 1));
    const batches = accumulator({ payload: 1_000 });

    expect(batches.next([buffer], 0)).toMatchObject({ kind: 'oversize', record: { offset: 0 } });
    expect(offsets(batches.next([buffer], 0))).toEqual({ 0: [1] });
  });

  it('invokes what came before an oversize record first', () => {
    const buffer = bufferOf(...records(0, 1, 0), ...records(0, 1, 1, { value: Buffer.alloc(5_000) }));
    const batches = accumulator({ payload: 1_000 });

    expect(offsets(batches.next([buffer], 0))).toEqual({ 0: [0] });
    expect(batches.next([buffer], 0)).toMatchObject({ kind: 'oversize', record: { offset: 1 } });
  });

  it('never exceeds 6 MB, even with a higher limit', () => {
    const list = records(0, 8, 0, { value: Buffer.alloc(1024 * 1024) });

    const found = accumulator({ payload: Number.POSITIVE_INFINITY }).next([bufferOf(...list)], 0);

    expect(offsets(found)).toEqual({ 0: [0, 1, 2, 3] });
  });
});
