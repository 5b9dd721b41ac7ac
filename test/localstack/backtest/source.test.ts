import { describe, expect, it } from 'vitest';
import { openReplaySource } from '../../../localstack/backtest/source.ts';
import type { MarketDataOptions } from '../../../localstack/market-data/market-data.ts';
import { lines, written } from '../market-data/read-texts.ts';

const TICKS = lines(
  'timestamp,instrument_token,last_price',
  '2022-06-15T03:45:00.000Z,256265,15700',
  '2022-06-16T03:45:00.000Z,256265,15500',
  '2022-06-16T03:45:01.000Z,256265,15501',
);

const BARS = lines(
  'date,open,high,low,close,volume',
  '2022-06-16 09:15:00,10,12,9,11,5',
  '2022-06-16 09:16:00,11,12,9,11,5',
  '2022-06-16 09:40:00,11,12,9,11,5',
);

const open = async (files: Readonly<Record<string, string>>, options: MarketDataOptions = {}) => {
  const source = await openReplaySource([await written(files)], options);
  const prices: number[] = [];
  const done = [source.done()];
  for await (const batch of source.ticks) prices.push(...batch.map(({ tick }) => tick.last_price));
  done.push(source.done());
  return { source, prices, done };
};

describe('openReplaySource', () => {
  it('gives the ticks of a file, or of one of its days, and how much of it was read', async () => {
    const all = await open({ 'ticks.csv': TICKS });
    const day = await open({ 'ticks.csv': TICKS }, { session: '2022-06-16' });

    expect(all).toMatchObject({ prices: [15_700, 15_500, 15_501], done: [0, 1] });
    expect(day.prices).toEqual([15_500, 15_501]);
    expect(day.source.facts()).toEqual(['rows of other days than --session: 1']);
  });

  it('knows how much of it was taken, also of one that is read at once', async () => {
    const seconds = Array.from({ length: 60 }, (_, second) => String(second).padStart(2, '0'));
    const rows = ['15', '16', '17', '18', '19', '20'].flatMap((minute) =>
      seconds.map((second) => `2022-06-16 09:${minute}:${second},256265,15500`),
    );
    const folder = await written({ 'ticks.csv': lines('timestamp,instrument_token,last_price', ...rows) });
    const source = await openReplaySource([folder]);
    const parts: number[] = [];
    for await (const _ of source.ticks) parts.push(source.done());

    expect(parts).toEqual([0, 200 / 360]);
    expect(source.done()).toBe(1);
  });

  it('says how files are read and what their instruments are, and gives the instruments', async () => {
    const { source, prices } = await open({ 'INFY_minute.csv': BARS });

    expect(prices).toHaveLength(6);
    expect(source.description.map((line) => line.replace(/.*\/|= \d+/g, ''))).toEqual([
      'INFY_minute.csv: Kite candles, bars of 1 min; times IST; label = start of the bar (rows at the open); instrument from the file name',
      "NSE:INFY , segment NSE, tick 0.05, lot 1 (by its name alone: give Kite's file with --instruments-file for its real token, tick and lot)",
    ]);
    expect(source.instruments).toMatchObject([{ tradingsymbol: 'INFY', exchange: 'NSE' }]);
  });

  it('says that it assumed the day to come first in dates', async () => {
    const text = BARS.replaceAll('2022-06-16', '06/05/2022');
    const { source } = await open({ 'INFY.csv': text });

    expect(source.description.join()).toContain(
      'dates: the day comes first in 06/05/2022 09:15:00 (assumed)',
    );
    expect((await open({ 'INFY.csv': BARS })).source.description.join()).not.toContain('assumed)');
  });

  it('says that most rows are out of session, as they are in a wrong time zone', async () => {
    const { source } = await open({ 'INFY.csv': BARS }, { timezone: '-05:00' });

    expect(source.facts().map((line) => line.replace(/\/.*\//g, ''))).toContainEqual(
      expect.stringMatching(
        /^most rows of INFY.csv are out of session: check --timezone, --label, and whether/,
      ),
    );
  });

  it('reports holes and rows that were left out', async () => {
    const { source } = await open(
      { 'INFY.csv': `${BARS}noon,1,1,1,1,1\n2022-06-16 09:40:00,11,12,9,11,5\n`, 'notes.md': '' },
      { skipBad: true },
    );

    expect(source.facts().map((line) => line.replace(/\/.*\//g, ''))).toEqual([
      'repeated rows, left out: 1',
      'gaps within sessions: 1, which lack 23 bars',
      'bad rows left out, BAD_TIME: 1',
      'the first of them: INFY.csv, line 5: "noon" is not a time such as 2022-06-16T09:15:00+05:30 (noon,1,1,1,1,1)',
      'not read: notes.md',
    ]);
  });
});
