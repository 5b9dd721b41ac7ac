import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packOutbox } from '../../../shared/kernel/outbox.ts';
import { ProjectionList, projectionKey } from '../../../shared/kernel/projections.ts';
import type { EmitProjection } from '../../../shared/kernel/stage.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { projections } from '../../support/outbox.ts';
import { check } from '../../support/seed.ts';

const projection = (table: string, item: Item): EmitProjection => ({ kind: 'projection', table, item });

describe('ProjectionList', () => {
  it('keeps the last write of each key, in the order of the first', () => {
    const list = new ProjectionList();

    list.add(projection('instruments', { instrument_token: 1, last_price: 10 }));
    list.add(projection('instruments', { instrument_token: 2, last_price: 20 }));
    list.add(projection('instruments', { instrument_token: 1, last_price: 11 }));

    expect(list.list().map(({ item }) => item)).toEqual([
      { instrument_token: 1, last_price: 11 },
      { instrument_token: 2, last_price: 20 },
    ]);
  });

  it('keeps the same key of two tables apart', () => {
    const list = new ProjectionList();

    list.add(projection('instruments', { instrument_token: 1 }));
    list.add(projection('strategies', { strategy_id: 1 }));

    expect(list.list()).toHaveLength(2);
  });

  it('is empty at first', () => {
    expect(new ProjectionList()).toMatchObject({ bytes: 0 });
    expect(new ProjectionList().list()).toEqual([]);
  });

  it('refuses an item without its key, and an unknown table', () => {
    const list = new ProjectionList();

    expect(() => list.add(projection('instruments', { last_price: 1 }))).toThrow(
      'an item of table instruments has no instrument_token',
    );
    expect(() => list.add(projection('last-price', {}))).toThrow('table "last-price" is not in the list');
  });

  it('estimates its size well enough to cut a batch', () => {
    check(
      fc.property(fc.array(projections, { maxLength: 20 }), (many) => {
        const list = new ProjectionList();
        for (const one of many) list.add(one);
        const kept = list.list();
        const stored = JSON.stringify(packOutbox({ records: [], projections: kept })[1]).length;

        // The estimate counts text in characters, before escapes, and assumes short names and numbers.
        expect(list.bytes).toBeGreaterThanOrEqual(kept.length * 100);
        expect(list.bytes * 8).toBeGreaterThanOrEqual(stored - 2);
      }),
    );
  });
});

describe('projectionKey', () => {
  it('has the table and the key, without the rest of the item', () => {
    const item = { broker: 'paper', position_id: 'momentum-1:256265', quantity: 75 };

    expect(projectionKey(projection('positions', item))).toBe(
      projectionKey(projection('positions', { ...item, quantity: 0 })),
    );
  });

  it.each([
    [
      { broker: 'paper', control: 'a' },
      { broker: 'zerodha', control: 'a' },
    ],
    [
      { broker: 'paper', control: 'a' },
      { broker: 'paper', control: 'b' },
    ],
    [
      { broker: 'a|b', control: 'c' },
      { broker: 'a', control: 'b|c' },
    ],
  ])('of %j differs from that of %j', (one, other) => {
    expect(projectionKey(projection('controls', one))).not.toBe(projectionKey(projection('controls', other)));
  });
});
