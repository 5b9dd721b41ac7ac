import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReplaySource } from '../../../localstack/backtest/source.ts';
import { AlphaPandaError } from '../../../shared/errors.ts';

const ROWS = [
  'timestamp,instrument_token,last_price',
  '2022-06-15T03:45:00.000Z,256265,15700',
  '2022-06-16T03:45:00.000Z,256265,15500',
  '2022-06-16T03:45:00.000Z,256265,15500',
  '2022-06-16T03:45:01.000Z,256265,15501',
];

describe('openReplaySource', () => {
  let folder = '';
  let file = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'replay-source-'));
    file = join(folder, 'ticks.csv');
    await writeFile(file, `${ROWS.join('\n')}\n`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const pricesOf = async (session: string | undefined): Promise<readonly number[]> => {
    const source = await openReplaySource(file, session);
    const prices: number[] = [];
    for await (const batch of source.ticks) prices.push(...batch.map(({ tick }) => tick.last_price));
    return prices;
  };

  it('reads the whole file where no session is named', async () => {
    expect(await pricesOf(undefined)).toEqual([15_700, 15_500, 15_501]);
  });

  it('reads one session', async () => {
    expect(await pricesOf('2022-06-16')).toEqual([15_500, 15_501]);
  });

  it('knows of a small file how far it is to the tick', async () => {
    const source = await openReplaySource(file, undefined);

    expect([0, 1, 3].map((sent) => source.done(sent))).toEqual([0, 1 / 3, 1]);
  });

  it('says that it left repeated rows out', async () => {
    expect((await openReplaySource(file, undefined)).leftOut()).toBe('1 repeated rows were left out');
    expect((await openReplaySource(file, '2022-06-15')).leftOut()).toBeUndefined();
  });

  it('refuses a session that the file does not have', async () => {
    await expect(openReplaySource(file, '2022-06-17')).rejects.toThrow(AlphaPandaError);
  });
});
