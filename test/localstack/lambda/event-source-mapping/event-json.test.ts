import { describe, expect, it } from 'vitest';
import { encodeEvent } from '../../../../localstack/lambda/event-source-mapping/event-json.ts';
import { record } from './support.ts';

const SELF_MANAGED = { bootstrapServers: 'b-1:9092,b-2:9092', nullFields: 'omit' } as const;
const MSK = {
  ...SELF_MANAGED,
  eventSourceArn: 'arn:aws:kafka:ap-south-1:000000000000:cluster/panda/1',
} as const;

describe('encodeEvent', () => {
  it('names Amazon MSK as its source, with the cluster', () => {
    const event = encodeEvent([record()], MSK);

    expect(event.eventSource).toBe('aws:kafka');
    expect(event.eventSourceArn).toBe(MSK.eventSourceArn);
    expect(event.bootstrapServers).toBe('b-1:9092,b-2:9092');
  });

  it('names a self-managed cluster without an ARN', () => {
    const event = encodeEvent([record()], SELF_MANAGED);

    expect(event.eventSource).toBe('SelfManagedKafka');
    expect(event).not.toHaveProperty('eventSourceArn');
  });

  it('groups records by topic and partition, in the order given', () => {
    const event = encodeEvent(
      [
        record({ partition: 1, offset: 5 }),
        record({ partition: 0, offset: 7 }),
        record({ partition: 1, offset: 6 }),
      ],
      MSK,
    );

    expect(Object.keys(event.records)).toEqual(['ticks-1', 'ticks-0']);
    expect(event.records['ticks-1']?.map(({ offset }) => offset)).toEqual([5, 6]);
  });

  it('encodes key and value in standard base64, padded', () => {
    const event = encodeEvent([record({ key: Buffer.from([0xfb, 0xff]), value: Buffer.from('hi') })], MSK);

    expect(event.records['ticks-0']?.[0]).toMatchObject({ key: '+/8=', value: 'aGk=' });
  });

  it('gives numbers for partition, offset and timestamp', () => {
    const event = encodeEvent(
      [record({ offset: 15, timestamp: 1_545_084_650_987, timestampType: 'LOG_APPEND_TIME' })],
      MSK,
    );

    expect(event.records['ticks-0']?.[0]).toMatchObject({
      topic: 'ticks',
      partition: 0,
      offset: 15,
      timestamp: 1_545_084_650_987,
      timestampType: 'LOG_APPEND_TIME',
    });
  });

  it('gives header bytes as signed numbers', () => {
    const event = encodeEvent([record({ headers: [{ key: 'city', value: Buffer.from('é') }] })], MSK);

    expect(event.records['ticks-0']?.[0]?.headers).toEqual([{ city: [-61, -87] }]);
  });

  it('keeps the order and the duplicates of headers', () => {
    const headers = ['a', 'b', 'a'].map((key, index) => ({ key, value: Buffer.from([index]) }));

    const event = encodeEvent([record({ headers })], MSK);

    expect(event.records['ticks-0']?.[0]?.headers).toEqual([{ a: [0] }, { b: [1] }, { a: [2] }]);
  });

  it('encodes a header without a value as an empty list', () => {
    const event = encodeEvent([record({ headers: [{ key: 'flag', value: null }] })], MSK);

    expect(event.records['ticks-0']?.[0]?.headers).toEqual([{ flag: [] }]);
  });

  it('omits an absent key and value', () => {
    const event = encodeEvent([record({ key: null, value: null })], MSK);

    expect(event.records['ticks-0']?.[0]).not.toHaveProperty('key');
    expect(event.records['ticks-0']?.[0]).not.toHaveProperty('value');
  });

  it('writes null instead where asked to', () => {
    const event = encodeEvent([record({ key: null, value: null })], { ...MSK, nullFields: 'null' });

    expect(event.records['ticks-0']?.[0]).toMatchObject({ key: null, value: null });
  });

  it('keeps an empty value apart from an absent one', () => {
    const event = encodeEvent([record({ value: Buffer.alloc(0) })], MSK);

    expect(event.records['ticks-0']?.[0]?.value).toBe('');
  });
});
