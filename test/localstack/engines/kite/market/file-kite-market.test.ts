import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileKiteMarket } from '../../../../../localstack/engines/kite/market/file-kite-market.ts';
import type { Snapshot } from '../../../../../localstack/engines/kite/market/kite-market.ts';
import { ManualTimer } from '../../../market-data/manual-timer.ts';

const TWO_INDICES = resolve(import.meta.dirname, '../../../../integration/fixtures/two-indices.csv');

const folder = mkdtempSync(join(tmpdir(), 'alpha-panda-kite-market-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};

describe('fileKiteMarket', () => {
  it('plays open and close of bars, with the instruments of the file', async () => {
    const market = await fileKiteMarket([TWO_INDICES]);
    const moments: (readonly Snapshot[])[] = [];
    market.onTicks((snapshots) => moments.push(snapshots));
    await market.play({ kind: 'max' }, { timer: new ManualTimer() });

    expect(
      market.instruments.map(({ tradingsymbol, segment, lot_size }) => [tradingsymbol, segment, lot_size]),
    ).toEqual([
      ['NIFTY 50', 'INDICES', 0],
      ['NIFTY BANK', 'INDICES', 0],
    ]);
    expect(moments.slice(0, 2).map((moment) => moment.map(({ tick }) => tick.last_price))).toEqual([
      [15_500, 33_000],
      [15_584.55, 32_944.7],
    ]);
  });

  it('refuses a file whose instrument has no token of Kite', async () => {
    const path = file('INFY.csv', ['date,open,high,low,close', '2026-01-05 09:15:00,10,11,9,10']);

    await expect(fileKiteMarket([path], { interval: '1m' })).rejects.toMatchObject({
      code: 'UNKNOWN_INSTRUMENT',
    });
  });
});
