import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ProjectionWriter } from '../../../shared/kernel/ports.ts';
import type { EmitProjection } from '../../../shared/kernel/stage.ts';
import type { Item } from '../../../shared/ports/item.ts';
import type { PageRequest, TableReader } from '../../../shared/ports/table-reader.ts';
import type { TableName } from '../../../shared/ports/tables.ts';
import { HANG_MS } from '../../support/eventually.ts';

export type Tables = TableReader & ProjectionWriter;

const put = (table: TableName, item: Item, orderedBy?: string): EmitProjection => ({
  kind: 'projection',
  table,
  item,
  ...(orderedBy !== undefined && { orderedBy }),
});

let lastToken = 0;

/** Tests share the tables, so each takes instruments that no other has. */
const tokens = (count: number): readonly number[] => {
  lastToken += count;
  return Array.from({ length: count }, (_, n) => lastToken - count + n + 1);
};

const token = (): number => tokens(1)[0] ?? 0;

const price = (instrument_token: number, timestamp_ms: number, last_price: number) =>
  put('instruments', { instrument_token, timestamp_ms, last_price }, 'timestamp_ms');

const journalEntry = (correlation_id: string, entry_id: string) =>
  put('journal', { correlation_id, entry_id, event: '{}' });

const byToken = (items: readonly Item[]) =>
  items.toSorted((a, b) => Number(a.instrument_token) - Number(b.instrument_token));

/** What stages and the kernel rely on, for any implementation of the two ports. */
export const tablesContract = (make: () => Tables): void => {
  describe('keeps the contract of projections:', () => {
    it('what was written is read', async () => {
      const [tables, instrument] = [make(), token()];

      await tables.write([price(instrument, 1_000, 15_500.05)]);

      expect(await tables.get('instruments', { instrument_token: instrument })).toEqual({
        instrument_token: instrument,
        timestamp_ms: 1_000,
        last_price: 15_500.05,
      });
    });

    it('a write that is older than the stored item loses, and that is no failure', async () => {
      const [tables, instrument] = [make(), token()];
      await tables.write([price(instrument, 2_000, 2)]);

      await tables.write([price(instrument, 1_999, 1)]);

      expect(await tables.get('instruments', { instrument_token: instrument })).toMatchObject({
        last_price: 2,
      });
    });

    it('a write of the same order is made again: it is the same one after a crash', async () => {
      const [tables, instrument] = [make(), token()];
      await tables.write([price(instrument, 2_000, 2)]);

      await tables.write([price(instrument, 2_000, 3)]);

      expect(await tables.get('instruments', { instrument_token: instrument })).toMatchObject({
        last_price: 3,
      });
    });

    it('the newest wins, in any order of the writers', async () => {
      const [tables, instrument] = [make(), token()];

      await Promise.all([3, 1, 4, 1, 5, 9, 2, 6].map((at) => tables.write([price(instrument, at, at)])));

      expect(await tables.get('instruments', { instrument_token: instrument })).toMatchObject({
        last_price: 9,
      });
    });

    it('a loser does not keep the others of its batch from being written', async () => {
      const [tables, [old = 0, fresh = 0]] = [make(), tokens(2)];
      await tables.write([price(old, 2_000, 2)]);

      await tables.write([price(old, 1_000, 1), price(fresh, 1_000, 1)]);

      expect(await tables.get('instruments', { instrument_token: fresh })).toMatchObject({ last_price: 1 });
    });

    it('an item is replaced whole', async () => {
      const [tables, instrument] = [make(), token()];
      await tables.write([
        put(
          'instruments',
          { instrument_token: instrument, timestamp_ms: 1, previous_price: 5 },
          'timestamp_ms',
        ),
      ]);

      await tables.write([price(instrument, 2, 6)]);

      expect(await tables.get('instruments', { instrument_token: instrument })).toEqual({
        instrument_token: instrument,
        timestamp_ms: 2,
        last_price: 6,
      });
    });

    it('any number is written at once, ordered and not', async () => {
      const [tables, instruments, trace] = [make(), tokens(60), randomUUID()];
      const entries = Array.from({ length: 60 }, (_, n) => journalEntry(trace, String(n).padStart(3, '0')));

      await tables.write([...instruments.map((instrument) => price(instrument, 1, instrument)), ...entries]);

      expect(await tables.query('journal', trace)).toHaveLength(60);
      const keys = instruments.map((instrument_token) => ({ instrument_token }));
      expect(await tables.getMany('instruments', keys)).toHaveLength(60);
    });

    it('an item that never changes is written again without harm', async () => {
      const [tables, trace] = [make(), randomUUID()];

      await tables.write([journalEntry(trace, 'a')]);
      await tables.write([journalEntry(trace, 'a')]);

      expect(await tables.query('journal', trace)).toHaveLength(1);
    });

    it('attributes of every kind come back: text, numbers, flags, null, bytes, lists and maps', async () => {
      const [tables, instrument] = [make(), token()];
      const item = {
        instrument_token: instrument,
        text: 'निफ्टी',
        empty: '',
        numbers: [0, -1, 15_500.05, 1e-7],
        yes: true,
        nothing: null,
        nested: { list: [{ deep: [] }], map: {} },
      };

      await tables.write([put('instruments', { ...item, bytes: Uint8Array.of(0, 127, 255) })]);

      const read = await tables.get('instruments', { instrument_token: instrument });
      expect(read).toMatchObject(item);
      expect(read?.bytes).toEqual(Uint8Array.of(0, 127, 255));
    });

    it('nothing to write is nothing done', async () => {
      await expect(make().write([])).resolves.toBeUndefined();
    });

    it('a table that there is not, or an item without its key, is refused', async () => {
      await expect(make().write([put('last-price' as TableName, { instrument_token: 1 })])).rejects.toThrow();
      await expect(make().write([put('instruments', { last_price: 1 })])).rejects.toThrow();
    });
  });

  describe('keeps the contract of reads:', () => {
    it('an item that there is not is undefined', async () => {
      expect(await make().get('instruments', { instrument_token: token() })).toBeUndefined();
    });

    it('a key may come with more than the key in it', async () => {
      const [tables, instrument] = [make(), token()];
      await tables.write([price(instrument, 1, 1)]);

      expect(
        await tables.get('instruments', { instrument_token: instrument, strategy_id: 'a' }),
      ).toBeDefined();
    });

    it('more than a hundred keys are read, repeated ones once, absent ones left out', async () => {
      const [tables, instruments] = [make(), tokens(250)];
      const there = instruments.filter((_, n) => n % 2 === 0);
      await tables.write(there.map((instrument) => price(instrument, 1, instrument)));

      const keys = [...instruments, ...instruments].map((instrument_token) => ({ instrument_token }));
      const items = await tables.getMany('instruments', keys);

      expect(byToken(items).map((item) => item.instrument_token)).toEqual(there);
    });

    it('no keys give no items', async () => {
      expect(await make().getMany('instruments', [])).toEqual([]);
    });

    it('a query gives the items of one partition key by sort key, and no others', async () => {
      const [tables, trace, other] = [make(), randomUUID(), randomUUID()];
      await tables.write(['b', 'a', 'c', 'B'].map((id) => journalEntry(trace, id)));
      await tables.write([journalEntry(other, 'x')]);

      const items = await tables.query('journal', trace);

      expect(items.map((item) => item.entry_id)).toEqual(['B', 'a', 'b', 'c']);
    });

    it('a query reads on past the megabyte that one answer holds', async () => {
      const [tables, trace] = [make(), randomUUID()];
      const event = 'x'.repeat(100_000);
      await tables.write(
        Array.from({ length: 15 }, (_, n) =>
          put('journal', { correlation_id: trace, entry_id: String(n).padStart(2, '0'), event }),
        ),
      );

      const items = await tables.query('journal', trace);

      expect(items.map((item) => item.entry_id)).toEqual(
        Array.from({ length: 15 }, (_, n) => String(n).padStart(2, '0')),
      );
    });

    it('a query by a number finds the item of a table without sort key', async () => {
      const [tables, instrument] = [make(), token()];
      await tables.write([price(instrument, 1, 1)]);

      expect(await tables.query('instruments', instrument)).toHaveLength(1);
    });

    describe('a page', () => {
      const idsOf = (items: readonly Item[]) => items.map((item) => item.entry_id);

      const pages = async (
        tables: Tables,
        request: PageRequest,
      ): Promise<readonly (readonly unknown[])[]> => {
        const { items, more } = await tables.page('journal', request);
        const after = items.at(-1)?.entry_id;
        if (!more) return [idsOf(items)];
        if (typeof after !== 'string') throw new Error('there is more behind an empty page');
        return [idsOf(items), ...(await pages(tables, { ...request, after }))];
      };

      it('begins with the oldest or the newest, and says whether there is more', async () => {
        const [tables, trace] = [make(), randomUUID()];
        await tables.write(['b', 'a', 'd', 'c', 'e'].map((id) => journalEntry(trace, id)));
        const request = { partitionKey: trace, limit: 2 };

        expect(await pages(tables, { ...request, newestFirst: false })).toEqual([
          ['a', 'b'],
          ['c', 'd'],
          ['e'],
        ]);
        expect(await pages(tables, { ...request, newestFirst: true })).toEqual([
          ['e', 'd'],
          ['c', 'b'],
          ['a'],
        ]);
      });

      it('has no more behind it where it ends with the last item', async () => {
        const [tables, trace] = [make(), randomUUID()];
        await tables.write(['a', 'b'].map((id) => journalEntry(trace, id)));

        const page = await tables.page('journal', { partitionKey: trace, limit: 2, newestFirst: true });

        expect(page.more).toBe(false);
        expect(page.items).toHaveLength(2);
      });

      it('keeps to its bounds, both included', async () => {
        const [tables, trace] = [make(), randomUUID()];
        await tables.write(['a', 'b', 'c', 'd', 'e'].map((id) => journalEntry(trace, id)));
        const request = { partitionKey: trace, limit: 2 };

        expect(await pages(tables, { ...request, newestFirst: false, sortKeyFrom: 'c' })).toEqual([
          ['c', 'd'],
          ['e'],
        ]);
        expect(await pages(tables, { ...request, newestFirst: true, sortKeyTo: 'c' })).toEqual([
          ['c', 'b'],
          ['a'],
        ]);
        expect(
          await pages(tables, { ...request, newestFirst: true, sortKeyFrom: 'b', sortKeyTo: 'd' }),
        ).toEqual([['d', 'c'], ['b']]);
      });

      it('may begin behind an item that is not there, or outside of the bounds', async () => {
        const [tables, trace] = [make(), randomUUID()];
        await tables.write(['a', 'c', 'e'].map((id) => journalEntry(trace, id)));
        const request = { partitionKey: trace, limit: 5, sortKeyFrom: 'b', sortKeyTo: 'd' };

        expect(await pages(tables, { ...request, newestFirst: false, after: 'b' })).toEqual([['c']]);
        expect(await pages(tables, { ...request, newestFirst: false, after: 'a' })).toEqual([['c']]);
        expect(await pages(tables, { ...request, newestFirst: true, after: 'a' })).toEqual([[]]);
        expect(await pages(tables, { ...request, newestFirst: false, after: 'z' })).toEqual([[]]);
      });

      it('of more than a megabyte is whole', async () => {
        const [tables, trace] = [make(), randomUUID()];
        const ids = Array.from({ length: 15 }, (_, n) => String(n).padStart(2, '0'));
        const event = 'x'.repeat(100_000);
        await tables.write(ids.map((entry_id) => put('journal', { correlation_id: trace, entry_id, event })));

        const page = await tables.page('journal', { partitionKey: trace, limit: 14, newestFirst: false });

        expect(idsOf(page.items)).toEqual(ids.slice(0, 14));
        expect(page.more).toBe(true);
      });

      it('by an index has the items that carry its key, with any key of their own, and no others', async () => {
        const [tables, list] = [make(), randomUUID()];
        const listed = (entry_id: string, list_id: string) =>
          put('journal', { correlation_id: randomUUID(), entry_id, list_id, event: '{}' });
        await tables.write([
          ...['b', 'a', 'c', 'd'].map((id) => listed(id, list)),
          listed('x', randomUUID()),
          journalEntry(randomUUID(), 'y'),
        ]);
        const request = { index: 'by-list', partitionKey: list, limit: 2 };

        const read = async () => pages(tables, { ...request, newestFirst: true });

        // DynamoDB writes its indexes a moment after the table.
        await expect.poll(read, { timeout: HANG_MS }).toEqual([
          ['d', 'c'],
          ['b', 'a'],
        ]);
        expect(await pages(tables, { ...request, newestFirst: false, sortKeyFrom: 'b' })).toEqual([
          ['b', 'c'],
          ['d'],
        ]);
      });

      it('is refused of an index, or an order, that a table does not have', async () => {
        const request = { partitionKey: 'paper', limit: 1, newestFirst: true };

        await expect(make().page('positions', { ...request, index: 'by-list' })).rejects.toMatchObject({
          code: 'UNKNOWN_INDEX',
        });
        await expect(make().page('strategies', request)).rejects.toMatchObject({ code: 'NO_SORT_KEY' });
      });
    });

    it('a scan gives the whole table', async () => {
      const [tables, id] = [make(), randomUUID()];
      await tables.write(['x', 'y'].map((name) => put('strategies', { strategy_id: `${id}-${name}` })));

      const ids = (await tables.scan('strategies')).map((item) => item.strategy_id);

      expect(ids).toEqual(expect.arrayContaining([`${id}-x`, `${id}-y`]));
    });
  });
};
