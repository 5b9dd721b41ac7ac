import { describe, expect, it } from 'vitest';
import { sumOf } from '../../../shared/kernel/report.ts';
import { METRICS } from '../../../shared/lambda/metrics.ts';

describe('metrics', () => {
  it('include each field of the kernel report under its name', () => {
    const names = METRICS.map(({ name }) => name);

    expect(names.toSorted()).toEqual([...Object.keys(sumOf([])), 'partitionsStopped'].toSorted());
  });

  it('read the field with their name', () => {
    const report = Object.fromEntries(Object.keys(sumOf([])).map((name, place) => [name, place + 1]));
    const result = {
      response: { batchItemFailures: [] },
      report: { ...sumOf([]), ...report },
      failures: [{ partition: 'a-0', error: 'x' }],
    };

    for (const { name, of } of METRICS) {
      expect(of(result), name).toBe(name === 'partitionsStopped' ? 1 : report[name]);
    }
  });
});
