import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksByBytes, recordBytes } from '../../../shared/kafka/chunks.ts';
import type { OutgoingRecord } from '../../../shared/ports/record.ts';
import { outgoingRecords } from '../../support/outbox.ts';
import { check } from '../../support/seed.ts';

const ofSize = (bytes: number): OutgoingRecord => ({
  topic: 'market.ticks',
  key: null,
  value: 'x'.repeat(bytes - recordBytes({ topic: 'market.ticks', key: null, value: null, headers: [] })),
  headers: [],
});

const sizes = (chunk: readonly OutgoingRecord[]) =>
  chunk.reduce((sum, record) => sum + recordBytes(record), 0);

describe('recordBytes', () => {
  it('counts bytes, not characters', () => {
    const text = { topic: 't', key: '₹', value: 'é', headers: [['₹', '₹']] } as const;
    const bytes = {
      topic: 't',
      key: Buffer.from('₹'),
      value: Buffer.from('é'),
      headers: [['₹', Buffer.from('₹')]],
    } as const;

    expect(recordBytes(text)).toBe(recordBytes(bytes));
    expect(recordBytes(text) - recordBytes({ ...text, key: null })).toBe(3);
  });
});

describe('chunksByBytes', () => {
  it('fills a chunk up to the limit', () => {
    const chunks = chunksByBytes([ofSize(400), ofSize(600), ofSize(400), ofSize(601)], 1_000);

    expect(chunks.map((chunk) => chunk.map(recordBytes))).toEqual([[400, 600], [400], [601]]);
  });

  it('gives a record larger than the limit its own chunk', () => {
    const chunks = chunksByBytes([ofSize(200), ofSize(2_000), ofSize(200)], 1_000);

    expect(chunks.map(sizes)).toEqual([200, 2_000, 200]);
  });

  it('has no chunks for no records', () => {
    expect(chunksByBytes([], 1_000)).toEqual([]);
  });

  it('keeps every record in order and splits only at the limit', () => {
    check(
      fc.property(
        fc.array(outgoingRecords, { maxLength: 40 }),
        fc.integer({ min: 1, max: 1_000 }),
        (records, limit) => {
          const chunks = chunksByBytes(records, limit);

          expect(chunks.flat()).toEqual(records);
          for (const [place, chunk] of chunks.entries()) {
            const [first] = chunk;
            expect(first).toBeDefined();
            if (chunk.length > 1) expect(sizes(chunk)).toBeLessThanOrEqual(limit);
            const next = chunks[place + 1]?.[0];
            if (next !== undefined) expect(sizes(chunk) + recordBytes(next)).toBeGreaterThan(limit);
          }
        },
      ),
    );
  });
});
