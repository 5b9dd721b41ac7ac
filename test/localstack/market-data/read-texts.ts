import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type MarketData,
  type MarketDataOptions,
  openMarketData,
} from '../../../localstack/market-data/market-data.ts';
import { type Bar, isBar, type MarketRow } from '../../../localstack/market-data/market-row.ts';
import type { TimedTick } from '../../../localstack/market-data/timed-tick.ts';

export const lines = (...rows: readonly string[]): string => `${rows.join('\n')}\n`;

/** Writes files into a folder that the end of the test removes. @returns the folder */
export const written = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'market-data-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
};

/** All rows of some market data. */
export interface ReadRows {
  readonly data: MarketData;
  readonly rows: readonly MarketRow[];
  readonly bars: readonly Bar[];
  readonly ticks: readonly TimedTick[];
}

const readAll = async (data: MarketData): Promise<ReadRows> => {
  const rows: MarketRow[] = [];
  for await (const batch of data.rows) rows.push(...batch);
  return {
    data,
    rows,
    bars: rows.filter(isBar),
    ticks: rows.filter((row): row is TimedTick => !isBar(row)),
  };
};

/** Reads files of a folder, by default all of them. */
export const readFiles = async (
  files: Readonly<Record<string, string | Uint8Array>>,
  options: MarketDataOptions & { readonly paths?: readonly string[] } = {},
): Promise<ReadRows> => {
  const folder = await written(files);
  const paths = options.paths?.map((path) => join(folder, path)) ?? [folder];
  return readAll(await openMarketData(paths, options));
};

/** Reads one file named `INFY.csv`. */
export const readText = (text: string, options: MarketDataOptions = {}): Promise<ReadRows> =>
  readFiles({ 'INFY.csv': text }, options);

/** A moment in India as epoch milliseconds. @param text `2024-01-02 09:15` or with seconds */
export const ist = (text: string): number => Date.parse(`${text.replace(' ', 'T')}+05:30`);

/** A moment's date and time of day in India. */
export const istText = (at: number): string =>
  new Date(at + 19_800_000).toISOString().slice(0, 19).replace('T', ' ');
