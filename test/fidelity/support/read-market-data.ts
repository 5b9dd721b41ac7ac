import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMarketData } from '../../../localstack/market-data/market-data.ts';
import { type Bar, isBar, type MarketRow } from '../../../localstack/market-data/market-row.ts';

/** The rows of a file of market data. */
export const rowsOf = async (name: string, ...lines: readonly string[]): Promise<readonly MarketRow[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'fidelity-'));
  try {
    await writeFile(join(folder, name), `${lines.join('\n')}\n`);
    const rows: MarketRow[] = [];
    for await (const batch of (await openMarketData([folder])).rows) rows.push(...batch);
    return rows;
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** The last bar of a file. @throws if it has none */
export const lastBar = async (name: string, ...lines: readonly string[]): Promise<Bar> => {
  const bar = (await rowsOf(name, ...lines)).findLast(isBar);
  if (bar === undefined) throw new Error(`${name} has no bar`);
  return bar;
};

/** A moment's date and time of day in India. */
export const inIndia = (at: number): string =>
  new Date(at + 19_800_000).toISOString().slice(0, 16).replace('T', ' ');
