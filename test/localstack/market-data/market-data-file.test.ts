import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MarketDataFile, openMarketData } from '../../../localstack/market-data/market-data-file.ts';
import { type MarketRow, timeOfRow } from '../../../localstack/market-data/market-row.ts';
import { BARS_HEADER, lines } from './parse.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'market-data-'));
});

afterEach(() => rm(folder, { recursive: true }));

const written = async (text: string): Promise<string> => {
  const path = join(folder, 'bars.csv');
  await writeFile(path, text);
  return path;
};

const all = async (file: MarketDataFile): Promise<readonly MarketRow[]> => {
  const rows: MarketRow[] = [];
  for await (const batch of file.rows) rows.push(...batch);
  return rows;
};

describe('openMarketData', () => {
  it('reads a file larger than one piece and reports progress', async () => {
    const rows = Array.from({ length: 10_000 }, (_, minute) => {
      const end = new Date(Date.UTC(2024, 0, 2, 4, minute)).toISOString();
      return `${end},101,ALPHA₹,50.00,52.00,49.50,51.00`;
    });
    const file = await openMarketData(await written(lines(BARS_HEADER, ...rows)));

    const read = await all(file);

    expect(read).toHaveLength(10_000);
    expect(file.progress().bytes).toBeGreaterThan(512 * 1_024);
    expect(file.progress().bytesRead).toBe(file.progress().bytes);
    expect(file.report().rows).toBe(10_000);
  });

  it('names the file in the error for a row', async () => {
    const path = await written(lines(BARS_HEADER, 'x'));
    const file = await openMarketData(path);

    await expect(all(file)).rejects.toThrow(`${path}: line 2: 1 fields where the header has 7`);
  });

  it('refuses a missing file and a folder', async () => {
    await expect(openMarketData(join(folder, 'none.csv'))).rejects.toThrow(
      /cannot read market data from .*none.csv/,
    );
    await expect(openMarketData(folder)).rejects.toThrow(/it is not a file/);
  });
});

const REAL_FILE = process.env.ALPHA_PANDA_MARKET_DATA;

describe.skipIf(REAL_FILE === undefined)('the file that ALPHA_PANDA_MARKET_DATA names', () => {
  it('gives a bar for each row, in order of time', async () => {
    const file = await openMarketData(REAL_FILE ?? '');

    const bars = await all(file);

    const { rows, duplicates, skipped } = file.report();
    expect({ duplicates, skipped }).toEqual({ duplicates: 0, skipped: {} });
    expect(bars).toHaveLength(rows);
    const times = bars.map(timeOfRow);
    expect(times.every((at, place) => at >= (times[place - 1] ?? 0))).toBe(true);
  });
});
