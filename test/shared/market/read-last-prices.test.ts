import { describe, expect, it } from 'vitest';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { TransientError } from '../../../shared/errors.ts';
import { encodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { type OnBadItem, readLastPrices } from '../../../shared/market/read-last-prices.ts';
import { putPrice } from '../../support/prices.ts';

const AT = Date.parse('2022-06-16T03:45:00.000Z');

describe('readLastPrices', () => {
  it('reads the price, its time and the price before of each wanted instrument', async () => {
    const tables = new MemoryTables();
    const previous = { price: 15_500, at: AT - 1_000 };
    putPrice(tables, 256265, { price: 15_500.05, at: AT, previous });
    putPrice(tables, 738561, { price: 2_500, at: AT });

    const prices = await readLastPrices(tables)([256265, 265]);

    expect([...prices]).toEqual([[256265, { price: 15_500.05, at: AT, previous }]]);
  });

  it('reads the prices of all instruments and partitions', async () => {
    const tables = new MemoryTables();
    putPrice(tables, 1, { price: 10, at: AT });
    putPrice(tables, 2, { price: 20, at: AT }, 3);

    const prices = await readLastPrices(tables)('all');

    expect([...prices.keys()]).toEqual([1, 2]);
  });

  it.each([
    [0, 1],
    [1, 0],
  ])('takes the newest of two partitions with one instrument: %j', async (newer, older) => {
    const tables = new MemoryTables();
    putPrice(tables, 1, { price: 11, at: AT + 1 }, newer);
    putPrice(tables, 1, { price: 10, at: AT }, older);

    expect((await readLastPrices(tables)([1])).get(1)?.price).toBe(11);
  });

  it.each([
    ['no body', undefined],
    ['bytes that are no checkpoint', Buffer.of(9, 9)],
  ])('reports an item with %s and reads the others', async (_, body) => {
    const bad: string[] = [];
    const onBadItem: OnBadItem = (table, key) => bad.push(`${table}/${key}`);
    const tables = new MemoryTables();
    tables.put('checkpoints', { checkpoint_id: 'price-recorder#0', version: 1, ...(body && { body }) });
    putPrice(tables, 1, { price: 10, at: AT }, 1);

    const prices = await readLastPrices(tables, onBadItem)([1]);

    expect(prices.get(1)?.price).toBe(10);
    expect(bad).toEqual(['checkpoints/price-recorder#0']);
  });

  it('reads the next prices after a change, and again after a change back', async () => {
    const tables = new MemoryTables();
    const read = readLastPrices(tables);
    const priceNow = async (): Promise<number | undefined> => (await read([1])).get(1)?.price;

    const seen: (number | undefined)[] = [];
    for (const [price, at] of [
      [10, AT],
      [11, AT + 1],
      [10, AT],
    ] as const) {
      putPrice(tables, 1, { price, at });
      seen.push(await priceNow(), await priceNow());
    }

    expect(seen).toEqual([10, 10, 11, 11, 10, 10]);
  });

  it('reports a damaged row each time it is wanted, also if the item has not changed', async () => {
    const bad: string[] = [];
    const tables = new MemoryTables();
    tables.put('checkpoints', {
      checkpoint_id: 'price-recorder#0',
      version: 1,
      body: encodeCheckpoint({
        epoch: AT,
        positions: {},
        origins: {},
        partitionCounts: {},
        givenUp: {},
        state: [
          [1, 'damaged'],
          [2, 0, 0, AT, 7, 20],
        ],
        outboxes: {},
        turn: undefined,
      }),
    });
    const read = readLastPrices(tables, (_, key) => bad.push(key));

    expect([...(await read([2])).keys()]).toEqual([2]);
    expect(bad).toEqual([]);
    await read([1]);
    await read([1]);
    expect(bad).toEqual(['price-recorder#0', 'price-recorder#0']);
  });

  it('reads nothing for no instruments', async () => {
    const refuse = () => Promise.reject(new Error('reads'));
    const tables = { get: refuse, getMany: refuse, query: refuse, page: refuse, scan: refuse };

    expect((await readLastPrices(tables)([])).size).toBe(0);
  });

  it('fails where the table cannot be read', async () => {
    const fails = () => Promise.reject(new TransientError('DYNAMODB_THROTTLED', 'throttled'));
    const tables = { get: fails, getMany: fails, query: fails, page: fails, scan: fails };

    await expect(readLastPrices(tables)([1])).rejects.toThrow(TransientError);
  });
});
