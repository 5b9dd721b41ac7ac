import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutBatches, recordBytes } from '../../../localstack/market-data/cut-batches.ts';

const record = (size: number) => ({ key: '101', value: Buffer.alloc(size) });

describe('cutBatches', () => {
  it('keeps all records in order, in runs within both limits; a larger record is a run by itself', () => {
    const limits = fc.record({
      bytes: fc.integer({ min: 1, max: 500 }),
      records: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(fc.nat(300).map(record), { maxLength: 30 }), limits, (records, limit) => {
        const runs = [...cutBatches(records, limit)];

        expect(runs.flat()).toEqual(records);
        for (const run of runs) {
          expect(run.length).toBeGreaterThan(0);
          expect(run.length).toBeLessThanOrEqual(limit.records);
          const bytes = run.reduce((sum, each) => sum + recordBytes(each), 0);
          expect(run.length === 1 || bytes <= limit.bytes).toBe(true);
        }
      }),
    );
  });

  it('returns one run for records within the limits', () => {
    expect([...cutBatches([record(10), record(10)], { bytes: 1_000, records: 10 })]).toHaveLength(1);
  });
});
