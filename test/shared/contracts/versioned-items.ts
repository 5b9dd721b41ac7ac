import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Requirement } from '../../../shared/audit/authority.ts';
import type { VersionedItems } from '../../../shared/audit/versioned-items.ts';
import type { Item } from '../../../shared/ports/item.ts';
import type { TableName } from '../../../shared/ports/tables.ts';

const TABLE = 'strategies';

const item = (strategy_id: string, change: Item = {}): Item => ({ strategy_id, version: 1, ...change });

const LOGIN = randomUUID();

/** A login, and what a change requires of it. */
const login = (change: Item = {}): Item => ({
  account_id: `zerodha#${LOGIN}`,
  session_id: LOGIN,
  state: 'active',
  expires_at: '2026-06-17T00:30:00.000Z',
  ...change,
});

const HELD: Requirement = {
  table: 'sessions',
  key: { account_id: `zerodha#${LOGIN}` },
  equal: { session_id: LOGIN, state: 'active' },
  later: { expires_at: '2026-06-16T04:30:00.000Z' },
};

/**
 * What audited changes rely on, for any implementation of the port.
 * @param put Writes an item over any existing one.
 */
export const versionedItemsContract = (
  make: () => VersionedItems,
  put: (table: TableName, item: Item) => Promise<void>,
): void => {
  describe('keeps the contract of versioned items:', () => {
    beforeEach(() => put('sessions', login()));

    it.each<[string, Item]>([
      ['was ended', login({ state: 'ended' })],
      ['was replaced', login({ session_id: randomUUID() })],
      ['has expired', login({ expires_at: '2026-06-16T04:30:00.000Z' })],
      ['has no expiry that is a text', login({ expires_at: 1_800_000_000_000 })],
    ])('changes nothing by a login that %s, and shows it', async (_, held) => {
      const [items, id] = [make(), randomUUID()];
      await items.put(TABLE, item(id), undefined, HELD);
      await put('sessions', held);

      const next = await items.put(TABLE, item(id, { version: 2 }), item(id), HELD);
      const first = await items.put(TABLE, item(randomUUID()), undefined, HELD);

      expect(next).toEqual({ saved: false, unmet: { item: held } });
      expect(first).toEqual({ saved: false, unmet: { item: held } });
      expect(await items.get(TABLE, { strategy_id: id })).toEqual(item(id));
    });

    it('changes nothing by a login that there never was', async () => {
      const [items, id] = [make(), randomUUID()];
      const required = { ...HELD, key: { account_id: randomUUID() } };

      const result = await items.put(TABLE, item(id), undefined, required);

      expect(result).toEqual({ saved: false, unmet: { item: undefined } });
      expect(await items.get(TABLE, { strategy_id: id })).toBeUndefined();
    });

    it('makes all changes that come at once with one login', async () => {
      const [items, ids] = [make(), Array.from({ length: 12 }, () => randomUUID())];

      const results = await Promise.all(ids.map((id) => items.put(TABLE, item(id), undefined, HELD)));

      expect(results.every(({ saved }) => saved)).toBe(true);
    });

    it('has nothing under a key that was never written', async () => {
      expect(await make().get(TABLE, { strategy_id: randomUUID() })).toBeUndefined();
    });

    it('gives back what was written last', async () => {
      const [items, id] = [make(), randomUUID()];
      const second = item(id, { version: 2, parameters: { every: 5, names: ['a', null, true] } });

      expect(await items.put(TABLE, item(id), undefined, HELD)).toEqual({ saved: true });
      expect(await items.put(TABLE, second, item(id), HELD)).toEqual({ saved: true });

      expect(await items.get(TABLE, { strategy_id: id })).toEqual(second);
    });

    it('leaves attributes out that are undefined', async () => {
      const [items, id] = [make(), randomUUID()];

      await items.put(TABLE, item(id, { reason: undefined }), undefined, HELD);

      expect(Object.keys((await items.get(TABLE, { strategy_id: id })) ?? {}).toSorted()).toEqual([
        'strategy_id',
        'version',
      ]);
    });

    it('takes a first write only where there is nothing', async () => {
      const [items, id] = [make(), randomUUID()];
      await items.put(TABLE, item(id, { type: 'first' }), undefined, HELD);

      const result = await items.put(TABLE, item(id, { type: 'second' }), undefined, HELD);

      expect(result.saved).toBe(false);
      expect(await items.get(TABLE, { strategy_id: id })).toMatchObject({ type: 'first' });
    });

    it('takes a change only of the version that it was made from', async () => {
      const [items, id] = [make(), randomUUID()];
      await items.put(TABLE, item(id, { version: 3 }), undefined, HELD);

      for (const version of [2, 4, '3', undefined]) {
        const { saved } = await items.put(TABLE, item(id, { version: 5 }), item(id, { version }), HELD);
        expect(saved).toBe(false);
      }
      expect((await items.put(TABLE, item(id, { version: 4 }), undefined, HELD)).saved).toBe(false);
      expect(await items.get(TABLE, { strategy_id: id })).toMatchObject({ version: 3 });
    });

    it.each([undefined, '7', null, -1])(
      'takes over an item that a person gave the version %o',
      async (odd) => {
        const [items, id] = [make(), randomUUID()];
        await items.put(TABLE, item(id, { version: odd }), undefined, HELD);

        expect(await items.put(TABLE, item(id), item(id, { version: odd }), HELD)).toEqual({ saved: true });
        expect(await items.get(TABLE, { strategy_id: id })).toMatchObject({ version: 1 });
      },
    );

    it('changes nothing that is not there', async () => {
      const [items, id] = [make(), randomUUID()];

      for (const version of [1, undefined]) {
        expect((await items.put(TABLE, item(id), item(id, { version }), HELD)).saved).toBe(false);
      }
      expect(await items.get(TABLE, { strategy_id: id })).toBeUndefined();
    });

    it('lets exactly one of many that write at once win', async () => {
      const [items, id] = [make(), randomUUID()];

      const results = await Promise.all(
        Array.from({ length: 8 }, (_, n) => items.put(TABLE, item(id, { type: String(n) }), undefined, HELD)),
      );

      expect(results.filter(({ saved }) => saved)).toHaveLength(1);
      expect(await items.get(TABLE, { strategy_id: id })).toMatchObject({
        type: String(results.findIndex(({ saved }) => saved)),
      });
    });

    it('takes out the pending events that it is given, and nothing else', async () => {
      const [items, id] = [make(), randomUUID()];
      const pending = item(id, { type: 'x', pending_events: ['{"a":1}', '{"b":2}'] });
      await items.put(TABLE, pending, undefined, HELD);

      await items.clearPending(TABLE, pending);

      expect(await items.get(TABLE, { strategy_id: id })).toEqual(item(id, { type: 'x' }));
    });

    it('leaves pending events alone that are others by now', async () => {
      const [items, id] = [make(), randomUUID()];
      const now = item(id, { pending_events: ['one', 'two'] });
      await items.put(TABLE, now, undefined, HELD);

      await items.clearPending(TABLE, item(id, { pending_events: ['one'] }));
      await items.clearPending(TABLE, item(randomUUID(), { pending_events: ['one'] }));

      expect(await items.get(TABLE, { strategy_id: id })).toEqual(now);
    });
  });
};
