import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  eventRecord,
  isEmpty,
  isSameOutbox,
  outgoingSize,
  packOutbox,
  unpackOutbox,
} from '../../../shared/kernel/outbox.ts';
import { outboxes, outgoingRecords } from '../../support/outbox.ts';
import { check } from '../../support/seed.ts';

const stored = (packed: unknown) => JSON.parse(JSON.stringify(packed));

describe('outbox', () => {
  it('is decoded as it was encoded: text as text, bytes as bytes', () => {
    check(
      fc.property(outboxes, (outbox) => {
        expect(unpackOutbox(stored(packOutbox(outbox)))).toEqual(outbox);
      }),
      300,
    );
  });

  it('does not decode a map with further members as bytes', () => {
    const item = { instrument_token: 1, odd: { $bytes: 'AQ==', other: 1 }, number: { $bytes: 1 } };
    const outbox = {
      records: [],
      projections: [{ kind: 'projection', table: 'instruments', item }],
    } as const;

    expect(unpackOutbox(stored(packOutbox(outbox)))).toEqual(outbox);
  });

  it('is empty only without records and without projections', () => {
    const record = eventRecord('market.ticks', 'k', '{}', {
      upstream: 'a/b-0',
      epoch: 1,
      offset: 2,
      index: 3,
    });
    const projection = { kind: 'projection', table: 'instruments', item: { instrument_token: 1 } } as const;

    expect(isEmpty({ records: [], projections: [] })).toBe(true);
    expect(isEmpty({ records: [record], projections: [] })).toBe(false);
    expect(isEmpty({ records: [], projections: [projection] })).toBe(false);
  });

  it('equals its stored form, and no other', () => {
    check(
      fc.property(outboxes, outboxes, (one, other) => {
        const again = unpackOutbox(stored(packOutbox(one)));

        expect(isSameOutbox(one, again)).toBe(true);
        expect(isSameOutbox(again, other)).toBe(isSameOutbox(one, other));
      }),
    );
    const letter = { topic: 't', key: null, value: Buffer.from('a'), headers: [] };
    expect(
      isSameOutbox(
        { records: [letter], projections: [] },
        { records: [{ ...letter, value: Buffer.from('b') }], projections: [] },
      ),
    ).toBe(false);
  });

  it('carries an event with its origin in a header', () => {
    expect(eventRecord('t', 'k', '{}', { upstream: 'a/b-0', epoch: 1, offset: 2, index: 3 })).toEqual({
      topic: 't',
      key: 'k',
      value: '{}',
      headers: [['origin', 'a/b-0@1.2#3']],
    });
  });

  it('estimates a size of at least the text and bytes of a record', () => {
    check(
      fc.property(outgoingRecords, (record) => {
        const { topic, key, value, headers } = record;
        const parts = [topic, key, value, ...headers.flat()].map((part) =>
          part === null ? 0 : typeof part === 'string' ? part.length : part.toString('base64').length - 2,
        );

        expect(outgoingSize(record)).toBeGreaterThanOrEqual(parts.reduce((sum, part) => sum + part, 0));
      }),
    );
  });
});
