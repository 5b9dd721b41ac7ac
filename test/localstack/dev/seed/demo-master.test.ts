import { describe, expect, it } from 'vitest';
import { demoItems } from '../../../../localstack/dev/seed/demo-items.ts';
import { loadDemoMaster } from '../../../../localstack/dev/seed/demo-master.ts';
import { instrumentItem } from '../../../../shared/market/instrument.ts';
import { instrumentLookup } from '../../../../shared/market/instrument-lookup.ts';
import { MemoryMasterStore } from '../../../support/memory-master-store.ts';

const NOW = Date.parse('2026-11-27T09:00:00+05:30');
const clock = { now: () => NOW };

describe("the demo's instruments", () => {
  it('are those of the Kite simulator, and the demo looks its own up as before', async () => {
    const store = new MemoryMasterStore();
    expect(await loadDemoMaster(store, NOW)).toBeGreaterThan(1_000);
    const demo = demoItems().filter(({ table }) => table === 'instruments');
    for (const { item } of demo) store.tables.put('instruments', item);

    const found = await instrumentLookup(
      store.tables,
      clock,
      0,
    )(demo.map(({ item }) => Number(item.instrument_token)));

    expect([...found.values()]).toEqual(demo.map(({ item }) => instrumentItem.parse(item)));
  });

  it('stay what a user loaded', async () => {
    const store = new MemoryMasterStore();
    await loadDemoMaster(store, NOW);
    const { writes } = store;

    expect(await loadDemoMaster(store, NOW + 86_400_000)).toBe(0);
    expect(store.writes).toBe(writes);
  });
});
