import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { VersionedItems } from '../../../shared/audit/versioned-items.ts';
import type { Item } from '../../../shared/kernel/stage.ts';

const TABLE = 'strategies';

const item = (strategy_id: string, change: Item = {}): Item => ({ strategy_id, version: 1, ...change });

/** What audited changes rely on, for any implementation of the port. */
export const versionedItemsContract = (make: () => VersionedItems): void => {
  describe('keeps the contract of versioned items:', () => {
    it('has nothing under a key that was never written', async () => {
      expect(await make().get(TABLE, { strategy_id: randomUUID() })).toBeUndefined();
    });

    it('gives back what was written last', async () => {
      const [items, id] = [make(), randomUUID()];
      const second = item(id, { version: 2, parameters: { every: 5, names: ['a', null, true] } });

      expect(await items.put(TABLE, item(id), undefined)).toEqual({ saved: true });
      expect(await items.put(TABLE, second, item(id))).toEqual({ saved: true });

      expect(await items.get(TABLE, { strategy_id: id })).toEqual(second);
    });

    it('leaves attributes out that are undefined', async () => {
      const [items, id] = [make(), randomUUID()];

      await items.put(TABLE, item(id, { reason: undefined }), undefined);

      expect(Object.keys((await items.get(TABLE, { strategy_id: id })) ?? {}).toSorted()).toEqual([
        'strategy_id',
        'version',
      ]);
    });

    it('takes a first write only where there is nothing', async () => {
      const [items, id] = [make(), randomUUID()];
      await items.put(TABLE, item(id, { type: 'first' }), undefined);

      const result = await items.put(TABLE, item(id, { type: 'second' }), undefined);

      expect(result.saved).toBe(false);
      expect(await items.get(TABLE, { strategy_id: id })).toMatchObject({ type: 'first' });
    });

    it('takes a change only of the version that it was made from', async () => {
      const [items, id] = [make(), randomUUID()];
      await items.put(TABLE, item(id, { version: 3 }), undefined);

      for (const version of [2, 4, '3', undefined]) {
        const { saved } = await items.put(TABLE, item(id, { version: 5 }), item(id, { version }));
        expect(saved).toBe(false);
      }
      expect((await items.put(TABLE, item(id, { version: 4 }), undefined)).saved).toBe(false);
      expect(await items.get(TABLE, { strategy_id: id })).toMatchObject({ version: 3 });
    });

    it.each([undefined, '7', null, -1])(
      'takes over an item that a person gave the version %o',
      async (odd) => {
        const [items, id] = [make(), randomUUID()];
        await items.put(TABLE, item(id, { version: odd }), undefined);

        expect(await items.put(TABLE, item(id), item(id, { version: odd }))).toEqual({ saved: true });
        expect(await items.get(TABLE, { strategy_id: id })).toMatchObject({ version: 1 });
      },
    );

    it('changes nothing that is not there', async () => {
      const [items, id] = [make(), randomUUID()];

      for (const version of [1, undefined]) {
        expect((await items.put(TABLE, item(id), item(id, { version }))).saved).toBe(false);
      }
      expect(await items.get(TABLE, { strategy_id: id })).toBeUndefined();
    });

    it('lets exactly one of many that write at once win', async () => {
      const [items, id] = [make(), randomUUID()];

      const results = await Promise.all(
        Array.from({ length: 8 }, (_, n) => items.put(TABLE, item(id, { type: String(n) }), undefined)),
      );

      expect(results.filter(({ saved }) => saved)).toHaveLength(1);
      expect(await items.get(TABLE, { strategy_id: id })).toMatchObject({
        type: String(results.findIndex(({ saved }) => saved)),
      });
    });

    it('takes out the pending events that it is given, and nothing else', async () => {
      const [items, id] = [make(), randomUUID()];
      const pending = item(id, { type: 'x', pending_events: ['{"a":1}', '{"b":2}'] });
      await items.put(TABLE, pending, undefined);

      await items.clearPending(TABLE, pending);

      expect(await items.get(TABLE, { strategy_id: id })).toEqual(item(id, { type: 'x' }));
    });

    it('leaves pending events alone that are others by now', async () => {
      const [items, id] = [make(), randomUUID()];
      const now = item(id, { pending_events: ['one', 'two'] });
      await items.put(TABLE, now, undefined);

      await items.clearPending(TABLE, item(id, { pending_events: ['one'] }));
      await items.clearPending(TABLE, item(randomUUID(), { pending_events: ['one'] }));

      expect(await items.get(TABLE, { strategy_id: id })).toEqual(now);
    });
  });
};
