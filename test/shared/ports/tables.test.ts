import { describe, expect, it } from 'vitest';
import { keyOf, TABLES, tableDefinition, tableName } from '../../../shared/ports/tables.ts';

describe('tables', () => {
  it('have physical names under a prefix', () => {
    expect(tableName('alpha-panda-dev', 'instruments')).toBe('alpha-panda-dev-instruments');
  });

  it('are found by their names, which are distinct', () => {
    const tables = Object.values(TABLES);

    expect(new Set(tables.map(({ name }) => name)).size).toBe(tables.length);
    for (const table of tables) expect(tableDefinition(table.name)).toBe(table);
  });

  it('lists the tables for an unknown name', () => {
    expect(() => tableDefinition('prices')).toThrow(
      /table "prices" is not in the list; it has checkpoints, instruments/,
    );
  });

  it('return the key of an item, in order', () => {
    const item = { position_id: 'momentum-1:256265', quantity: 75, broker: 'paper' };

    expect(Object.entries(keyOf(TABLES.positions, item))).toEqual([
      ['broker', 'paper'],
      ['position_id', 'momentum-1:256265'],
    ]);
  });

  it('refuse an item without its key', () => {
    expect(() => keyOf(TABLES.positions, { broker: 'paper' })).toThrow(
      expect.objectContaining({
        code: 'KEY_MISSING',
        message: 'an item of table positions has no position_id',
      }),
    );
  });
});
