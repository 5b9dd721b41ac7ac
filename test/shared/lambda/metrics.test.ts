import { describe, expect, it } from 'vitest';
import { sumOf } from '../../../shared/kernel/report.ts';
import { METRICS } from '../../../shared/lambda/metrics.ts';

describe('metrics', () => {
  it('tell everything that the kernel reports, each under its own name', () => {
    const names = METRICS.map(({ name }) => name);

    expect(names.toSorted()).toEqual([...Object.keys(sumOf([])), 'partitionsStopped'].toSorted());
  });

  it('read the number that their name says', () => {
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
