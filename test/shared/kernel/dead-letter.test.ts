import { describe, expect, it } from 'vitest';
import { PoisonError } from '../../../shared/errors.ts';
import { deadLetterOf, reasonOf } from '../../../shared/kernel/dead-letter.ts';
import { record } from '../../support/records.ts';

const ORIGIN = 'counter/market.ticks-2@1.7#0';

const stray = record({
  partition: 2,
  offset: 7,
  timestamp: 1_655_351_100_000,
  key: Buffer.from([0xff]),
  value: Buffer.from([0xfe, 0x00]),
  headers: [
    ['trace', Buffer.from([1])],
    ['origin', Buffer.from('feed/x-0@1.2#3')],
    ['trace', Buffer.from([2])],
  ],
});

describe('deadLetterOf', () => {
  it('keeps the record byte for byte, with its stage, reason and place', () => {
    const letter = deadLetterOf(stray, 'counter', new PoisonError('BAD_UTF8', 'no text'), ORIGIN);

    expect(letter).toMatchObject({ topic: 'market.ticks.dlq', key: stray.key, value: stray.value });
    expect(letter.headers).toEqual([
      ['trace', Buffer.from([1])],
      ['dead-letter-original-origin', Buffer.from('feed/x-0@1.2#3')],
      ['trace', Buffer.from([2])],
      ['dead-letter-reason', 'BAD_UTF8'],
      ['dead-letter-error', 'no text'],
      ['dead-letter-stage', 'counter'],
      ['dead-letter-attempts', '1'],
      ['dead-letter-topic', 'market.ticks'],
      ['dead-letter-partition', '2'],
      ['dead-letter-offset', '7'],
      ['dead-letter-timestamp', '1655351100000'],
      ['origin', ORIGIN],
    ]);
  });

  it('has its own origin only, so that watermarks never see the record’s', () => {
    const { headers } = deadLetterOf(stray, 'counter', new Error('x'), ORIGIN);

    expect(headers.filter(([name]) => name === 'origin')).toEqual([['origin', ORIGIN]]);
  });

  it('keeps a tombstone and a keyless record unchanged', () => {
    expect(deadLetterOf(record({ key: null, value: null }), 's', new Error('x'), ORIGIN)).toMatchObject({
      key: null,
      value: null,
    });
  });

  it('shortens a long error message', () => {
    const { headers } = deadLetterOf(stray, 'counter', new Error('x'.repeat(1_000_000)), ORIGIN);

    expect(new Map(headers).get('dead-letter-error')).toHaveLength(1_000);
  });
});

describe('reasonOf', () => {
  it.each([
    [new PoisonError('BAD_JSON', 'x'), 'BAD_JSON'],
    [new TypeError('x'), 'STAGE_THREW'],
    ['text', 'STAGE_THREW'],
  ])('%s is %s', (thrown, code) => {
    expect(reasonOf(thrown)).toBe(code);
  });
});
