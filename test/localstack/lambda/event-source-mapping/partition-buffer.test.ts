import { describe, expect, it } from 'vitest';
import { PartitionBuffer } from '../../../../localstack/lambda/event-source-mapping/partition-buffer.ts';
import type { SourceRecord } from '../../../../localstack/lambda/event-source-mapping/record.ts';
import { records } from './support.ts';

const bufferOf = (list: SourceRecord[]): PartitionBuffer => {
  const buffer = new PartitionBuffer(0);
  for (const item of list) buffer.add(item, 10);
  buffer.fetched((list[list.length - 1]?.offset ?? -1) + 1, 100);
  return buffer;
};

const start = (buffer: PartitionBuffer, count: number): void => {
  const taken: SourceRecord[] = [];
  for (let index = 0; index < count; index += 1) {
    const item = buffer.take();
    if (item !== undefined) taken.push(item);
  }
  buffer.start(taken);
};

describe('PartitionBuffer', () => {
  it('has nothing to commit before anything is done', () => {
    const buffer = bufferOf(records(0, 5, 40));
    start(buffer, 2);

    expect(buffer.takeCommit()).toBeUndefined();
    expect(buffer.position).toBe(40);
    expect(buffer.lag).toBe(60);
  });

  it('may commit the record after the last that is done', () => {
    const buffer = bufferOf(records(0, 5, 40));
    start(buffer, 3);

    buffer.completeThrough(41);

    expect(buffer.takeCommit()).toEqual({ offset: 42, records: 2 });
    expect(buffer.takeCommit()).toBeUndefined();
  });

  it('commits what lies between two records along with the first', () => {
    const buffer = bufferOf([...records(0, 1, 10), ...records(0, 1, 20)]);
    start(buffer, 1);

    buffer.completeThrough(10);

    expect(buffer.takeCommit()).toEqual({ offset: 20, records: 1 });
  });

  it('commits what was fetched beyond the last record', () => {
    const buffer = bufferOf(records(0, 1, 10));
    buffer.fetched(15, 100);
    start(buffer, 1);

    buffer.completeThrough(10);

    expect(buffer.takeCommit()).toEqual({ offset: 15, records: 1 });
  });

  it('moves over skipped records only when all before them are done', () => {
    const buffer = bufferOf(records(0, 1, 10));
    buffer.skip(11);
    start(buffer, 1);
    expect(buffer.takeCommit()).toBeUndefined();

    buffer.completeThrough(10);

    expect(buffer.takeCommit()).toEqual({ offset: 12, records: 2 });
  });

  it('moves over a poll that was skipped whole', () => {
    const buffer = new PartitionBuffer(0);
    buffer.skip(10);
    buffer.skip(11);

    expect(buffer.takeCommit()).toEqual({ offset: 12, records: 2 });
  });

  it('counts a record that was done out of order once, when its turn comes', () => {
    const buffer = bufferOf(records(0, 3, 10));
    start(buffer, 3);
    buffer.completeOne(11);
    expect(buffer.takeCommit()).toBeUndefined();

    buffer.completeThrough(10);

    expect(buffer.takeCommit()).toEqual({ offset: 12, records: 2 });
  });

  it('knows the records that it has seen', () => {
    const buffer = bufferOf(records(0, 3, 10));

    expect(buffer.isNew(12)).toBe(false);
    expect(buffer.isNew(13)).toBe(true);
  });

  it('returns any number of records in order', () => {
    const buffer = bufferOf(records(0, 20_000));
    const taken: number[] = [];

    for (let item = buffer.take(); item !== undefined; item = buffer.take()) taken.push(item.offset);

    expect(taken).toEqual(Array.from({ length: 20_000 }, (_, index) => index));
    expect(buffer.bytes).toBe(0);
  });
});
