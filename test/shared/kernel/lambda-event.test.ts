import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeRecord,
  type LambdaKafkaRecord,
  recordsByPartition,
} from '../../../shared/kernel/lambda-event.ts';
import type { KafkaRecord } from '../../../shared/ports/record.ts';
import { kafkaEvent, record, tickRecords, toLambdaRecord } from '../../support/records.ts';
import { check } from '../../support/seed.ts';

const bare: LambdaKafkaRecord = { topic: 'market.ticks', partition: 0, offset: 7, timestamp: 1 };

const bytes = fc.uint8Array({ maxLength: 64 }).map((array) => Buffer.from(array));
const records: fc.Arbitrary<KafkaRecord> = fc.record({
  topic: fc.constantFrom('market.ticks', 'paper.signals.raw'),
  partition: fc.nat(3),
  offset: fc.nat(),
  timestamp: fc.nat(),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.array(fc.tuple(fc.string(), bytes), { maxLength: 4 }),
});

describe('decodeRecord', () => {
  it('returns the original bytes, headers included', () => {
    check(
      fc.property(records, (original) => {
        expect(decodeRecord(JSON.parse(JSON.stringify(toLambdaRecord(original))))).toEqual(original);
      }),
      300,
    );
  });

  it('restores header bytes from signed numbers', () => {
    const { headers } = decodeRecord({ ...bare, headers: [{ trace: [-61, -87, 33, -1, -128] }] });

    expect(headers).toEqual([['trace', Buffer.from([0xc3, 0xa9, 0x21, 0xff, 0x80])]]);
  });

  it('keeps repeated headers in order', () => {
    const { headers } = decodeRecord({ ...bare, headers: [{ a: [1] }, { b: [2] }, { a: [3] }] });

    expect(headers.map(([name, [byte]]) => [name, byte])).toEqual([
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ]);
  });

  it('keeps a header called __proto__', () => {
    const { headers } = decodeRecord(
      JSON.parse(JSON.stringify(bare).replace('}', ',"headers":[{"__proto__":[1]}]}')),
    );

    expect(headers).toEqual([['__proto__', Buffer.from([1])]]);
  });

  it('reads a header without a value as empty', () => {
    expect(decodeRecord({ ...bare, headers: [{ trace: null }] }).headers).toEqual([
      ['trace', Buffer.alloc(0)],
    ]);
  });

  it.each([{}, { headers: null }, { headers: [] }])('reads %j as no headers', (change) => {
    expect(decodeRecord({ ...bare, ...change }).headers).toEqual([]);
  });

  it('has null for a key and value that are absent or null', () => {
    expect(decodeRecord(bare)).toMatchObject({ key: null, value: null });
    expect(decodeRecord({ ...bare, key: null, value: null })).toMatchObject({ key: null, value: null });
    expect(decodeRecord(bare).defect).toBeUndefined();
  });

  it('distinguishes an empty key and value from absent ones', () => {
    expect(decodeRecord({ ...bare, key: '', value: '' })).toMatchObject({
      key: Buffer.alloc(0),
      value: Buffer.alloc(0),
    });
  });

  it.each(['a', 'YQ', 'YQ=', 'Y Q==', 'YQ==\n', 'YQ=Q', '=', '====', 'YQ==YQ==', 'YWI*', 'hällo==='])(
    'finds that the value %j is not base64, and keeps it for the dead letter',
    (value) => {
      const decoded = decodeRecord({ ...bare, value });

      expect(decoded.defect?.code).toBe('BAD_BASE64');
      expect(decoded.value).toEqual(Buffer.from(value));
    },
  );

  it('finds a key that is not base64', () => {
    expect(decodeRecord({ ...bare, key: '***', value: 'YQ==' }).defect?.message).toBe(
      "the record's key is not base64",
    );
  });

  it('finds a value that is not text', () => {
    const odd = JSON.parse('{"topic":"market.ticks","partition":0,"offset":7,"timestamp":1,"value":{"a":1}}');

    expect(decodeRecord(odd).defect?.code).toBe('BAD_BASE64');
  });
});

describe('recordsByPartition', () => {
  it('orders each partition’s records by offset', () => {
    const [a, b, c] = tickRecords(3);
    const [d] = tickRecords(1, 0, 1);
    const shuffled = [c, a, d, b].filter((one) => one !== undefined);

    const partitions = recordsByPartition(kafkaEvent(shuffled));

    expect([...partitions.keys()]).toEqual(['market.ticks-0', 'market.ticks-1']);
    expect(partitions.get('market.ticks-0')?.map(({ offset }) => offset)).toEqual([0, 1, 2]);
    expect(partitions.get('market.ticks-1')).toEqual([d]);
  });

  it('compares offsets as numbers', () => {
    const [partition = []] = recordsByPartition(
      kafkaEvent([record({ offset: 10 }), record({ offset: 9 }), record({ offset: 100 })]),
    ).values();

    expect(partition.map(({ offset }) => offset)).toEqual([9, 10, 100]);
  });

  it('omits a partition without records', () => {
    expect(recordsByPartition({ ...kafkaEvent([]), records: { 'market.ticks-0': [] } }).size).toBe(0);
  });

  it.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'records'],
    ['an API Gateway event', { httpMethod: 'GET', path: '/' }],
    ['an SQS event', { Records: [{ body: '{}' }] }],
    ['a Kinesis-like list', { records: [{ offset: 1 }] }],
    ['null records', { records: null }],
    ['a partition that is not a list', { records: { 'market.ticks-0': {} } }],
    ['a list of nulls', { records: { 'market.ticks-0': [null] } }],
    [
      'a record without an offset',
      { records: { 'market.ticks-0': [{ topic: 'market.ticks', partition: 0 }] } },
    ],
    ['an offset as text', { records: { 'market.ticks-0': [{ ...bare, offset: '7' }] } }],
  ])('refuses %s and names the remedy or the partition', (_, event) => {
    expect(() => recordsByPartition(event)).toThrow(
      expect.objectContaining({
        code: 'NOT_A_KAFKA_EVENT',
        message: expect.stringMatching(/Kafka event source mapping|"market.ticks-0"/),
      }),
    );
  });
});
