import { describe, expect, it } from 'vitest';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { corporateActionItem, readCorporateActions } from '../../../shared/market/corporate-action.ts';

const day = { contract: 'NSE:INFY', ex_date: '2026-05-06' };

describe('an item of the corporate-actions table', () => {
  it.each([
    [{ ...day, kind: 'bonus', old_units: 1, new_units: 2 }],
    [{ ...day, kind: 'split', old_units: 1, new_units: 10, rupees_per_unit: 5 }],
    [{ ...day, kind: 'dividend', rupees_per_unit: 20 }],
    [{ ...day, kind: 'no_action' }],
  ])('may be %j', (item) => {
    expect(corporateActionItem.safeParse(item).success).toBe(true);
  });

  it.each([
    [{ ...day, kind: 'bonus' }],
    [{ ...day, kind: 'dividend' }],
    [{ ...day, kind: 'split', old_units: 0, new_units: 10 }],
    [{ ...day, kind: 'split', old_units: 1, new_units: 2.5 }],
    [{ ...day, kind: 'no_action', rupees_per_unit: 1 }],
    [{ ...day, contract: 'NFO:INFY26MAYFUT', kind: 'no_action' }],
    [{ ...day, ex_date: '06-05-2026', kind: 'no_action' }],
    [{ ...day, kind: 'merger' }],
  ])('may not be %j', (item) => {
    expect(corporateActionItem.safeParse(item).success).toBe(false);
  });
});

describe('readCorporateActions', () => {
  it('reads the actions of each share, and reports a malformed item', async () => {
    const tables = new MemoryTables();
    tables.put('corporate-actions', { ...day, kind: 'no_action' });
    tables.put('corporate-actions', { ...day, ex_date: '2026-05-07', kind: 'merger' });
    const bad: string[] = [];

    const actions = await readCorporateActions(tables, ['NSE:INFY', 'NSE:TCS', 'NSE:INFY'], (_, key) =>
      bad.push(key),
    );

    expect(actions.get('NSE:INFY')).toEqual([{ ...day, kind: 'no_action' }]);
    expect(actions.get('NSE:TCS')).toEqual([]);
    expect(bad).toEqual(['NSE:INFY 2026-05-07']);
  });
});
