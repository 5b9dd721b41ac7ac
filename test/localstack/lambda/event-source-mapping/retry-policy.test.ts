import { describe, expect, it } from 'vitest';
import { nextStep } from '../../../../localstack/lambda/event-source-mapping/retry-policy.ts';
import { records } from './support.ts';

const FOREVER = { maximumRetryAttempts: Number.POSITIVE_INFINITY, bisectBatchOnFunctionError: false };
const BATCH = { records: [...records(0, 3, 10), ...records(1, 2, 20)], retries: 0 };
const partial = (...failed: [number, number[]][]) =>
  ({ kind: 'partial', failed: new Map(failed.map(([p, offsets]) => [p, new Set(offsets)])) }) as const;

describe('nextStep', () => {
  it('completes what succeeded', () => {
    expect(nextStep(BATCH, { kind: 'success' }, FOREVER)).toEqual({ kind: 'complete' });
  });

  it.each([['function-error'], ['invalid-response']] as const)('retries the whole batch after %s', (kind) => {
    expect(nextStep(BATCH, { kind }, FOREVER)).toEqual({
      kind: 'retry',
      batch: { records: BATCH.records, retries: 1 },
    });
  });

  it('discards after the last retry', () => {
    const policy = { ...FOREVER, maximumRetryAttempts: 2 };

    expect(nextStep({ ...BATCH, retries: 1 }, { kind: 'function-error' }, policy)).toMatchObject({
      kind: 'retry',
    });
    expect(nextStep({ ...BATCH, retries: 2 }, { kind: 'function-error' }, policy)).toEqual({
      kind: 'discard',
    });
  });

  it('discards at once when no retry is allowed', () => {
    expect(nextStep(BATCH, { kind: 'function-error' }, { ...FOREVER, maximumRetryAttempts: 0 })).toEqual({
      kind: 'discard',
    });
  });

  it('bisects a batch whose function failed, without using up a retry', () => {
    const step = nextStep(
      { ...BATCH, retries: 1 },
      { kind: 'function-error' },
      { maximumRetryAttempts: 1, bisectBatchOnFunctionError: true },
    );

    expect(step).toEqual({
      kind: 'bisect',
      halves: [
        { records: BATCH.records.slice(0, 2), retries: 1 },
        { records: BATCH.records.slice(2), retries: 1 },
      ],
    });
  });

  it('does not bisect a single record', () => {
    const single = { records: records(0, 1), retries: 0 };

    expect(
      nextStep(single, { kind: 'function-error' }, { ...FOREVER, bisectBatchOnFunctionError: true }),
    ).toMatchObject({ kind: 'retry' });
  });

  it('does not bisect when the function answered, if wrongly', () => {
    expect(
      nextStep(BATCH, { kind: 'invalid-response' }, { ...FOREVER, bisectBatchOnFunctionError: true }),
    ).toMatchObject({ kind: 'retry' });
  });

  it('redelivers a partition from its lowest failed offset on, and lets the others go', () => {
    const step = nextStep(BATCH, partial([0, [12, 11]]), FOREVER);

    expect(step).toEqual({
      kind: 'continue',
      remainders: [{ kind: 'retry', partition: 0, batch: { records: records(0, 2, 11), retries: 1 } }],
    });
  });

  it('starts with fresh retries when the batch got further', () => {
    const step = nextStep({ ...BATCH, retries: 5 }, partial([0, [11]]), {
      ...FOREVER,
      maximumRetryAttempts: 5,
    });

    expect(step).toMatchObject({ kind: 'continue', remainders: [{ kind: 'retry', batch: { retries: 1 } }] });
  });

  it('discards the reported records when a partition does not get further and its retries are used up', () => {
    const step = nextStep({ ...BATCH, retries: 5 }, partial([0, [10, 12]]), {
      ...FOREVER,
      maximumRetryAttempts: 5,
    });

    expect(step).toEqual({
      kind: 'continue',
      remainders: [{ kind: 'discard', partition: 0, records: [records(0, 1, 10)[0], records(0, 1, 12)[0]] }],
    });
  });
});
