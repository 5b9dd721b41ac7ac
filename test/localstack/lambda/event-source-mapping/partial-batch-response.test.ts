import { describe, expect, it } from 'vitest';
import { readBatchResponse } from '../../../../localstack/lambda/event-source-mapping/partial-batch-response.ts';
import { records } from './support.ts';

const BATCH = [...records(0, 3, 100), ...records(1, 2, 7)];
const failing = (partition: unknown, offset: unknown) => ({ itemIdentifier: { partition, offset } });

describe('readBatchResponse', () => {
  it.each([
    [null],
    [undefined],
    [''],
    [{}],
    [{ batchItemFailures: [] }],
    [{ batchItemFailures: null }],
    [{ statusCode: 200 }],
  ])('takes %j for success', (response) => {
    expect(readBatchResponse(response, BATCH)).toEqual({ kind: 'success' });
  });

  it('collects failed offsets by partition', () => {
    const response = {
      batchItemFailures: [failing('ticks-0', 102), failing('ticks-0', 101), failing('ticks-1', 7)],
    };

    expect(readBatchResponse(response, BATCH)).toEqual({
      kind: 'partial',
      failed: new Map([
        [0, new Set([102, 101])],
        [1, new Set([7])],
      ]),
    });
  });

  it.each([
    ['an offset that is not in the event', { batchItemFailures: [failing('ticks-0', 7)] }],
    ['a partition that is not in the event', { batchItemFailures: [failing('ticks-2', 100)] }],
    ['a string identifier, as for SQS', { batchItemFailures: [{ itemIdentifier: 'ticks-0-100' }] }],
    ['a string offset', { batchItemFailures: [failing('ticks-0', '100')] }],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['a wrong key', { batchItemFailures: [{ id: { partition: 'ticks-0', offset: 100 } }] }],
    ['a null failure', { batchItemFailures: [null] }],
    ['failures that are not a list', { batchItemFailures: { partition: 'ticks-0', offset: 100 } }],
    ['a string answer', 'ok'],
    ['a list', []],
    [
      'one good and one unknown identifier',
      { batchItemFailures: [failing('ticks-0', 101), failing('ticks-0', 999)] },
    ],
  ])('fails the whole batch on %s', (_, response) => {
    expect(readBatchResponse(response, BATCH)).toMatchObject({ kind: 'invalid' });
  });
});
