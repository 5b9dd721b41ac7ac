import { describe, expect, it } from 'vitest';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { readQuotes } from '../../../shared/market/read-quotes.ts';

const item = (instrument_token: number, last_price: number) => ({
  instrument_token,
  last_price,
  timestamp: '2022-06-16T03:45:00.000Z',
  timestamp_ms: Date.parse('2022-06-16T03:45:00.000Z'),
});

describe('reading quotes', () => {
  it('reads the price and its time of each instrument that has one', async () => {
    const tables = new MemoryTables();
    tables.put('last-prices', item(256265, 15_500.05));

    const quotes = await readQuotes(tables, [256265, 265]);

    expect([...quotes]).toEqual([[256265, { price: 15_500.05, at: 1_655_351_100_000 }]]);
  });

  it('leaves a malformed item out, reports it, and reads the others', async () => {
    const bad: string[] = [];
    const tables = new MemoryTables();
    tables.put('last-prices', item(256265, 15_500.05));
    tables.put('last-prices', { ...item(265, 50_000), last_price: -1 });

    const quotes = await readQuotes(tables, [256265, 265], (table, key) => bad.push(`${table}/${key}`));

    expect([...quotes.keys()]).toEqual([256265]);
    expect(bad).toEqual(['last-prices/265']);
  });
});
