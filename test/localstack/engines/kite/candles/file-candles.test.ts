import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileCandles } from '../../../../../localstack/engines/kite/candles/file-candles.ts';
import { marketCandles } from '../../../../../localstack/engines/kite/candles/market-candles.ts';
import { simulatedCandles } from '../../../../../localstack/engines/kite/candles/simulated-candles.ts';
import { fileKiteMarket } from '../../../../../localstack/engines/kite/market/file-kite-market.ts';
import type { InstrumentRow } from '../../../../../localstack/engines/kite/market/instrument-row.ts';
import { PlayedMarket } from '../../../../../localstack/engines/kite/market/played-market.ts';
import { timedTick } from '../../../../../localstack/market-data/timed-tick.ts';
import { istDay } from '../../../../../shared/market/ist.ts';
import { kiteUnderTest } from '../../../../support/kite-under-test.ts';
import { ManualClock } from '../../../../support/manual-clock.ts';
import { ManualTimer } from '../../../market-data/manual-timer.ts';

const INFY = 408065;
const AT = Date.parse('2022-06-16T09:15:00+05:30');
const ROW: InstrumentRow = {
  ...{ instrument_token: INFY, exchange_token: 1594, tradingsymbol: 'INFY', name: '', last_price: 0 },
  ...{ expiry: '', strike: 0, tick_size: 0.05, lot_size: 1, segment: 'NSE' },
  instrument_type: 'EQ',
  exchange: 'NSE',
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kite-candles-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const MINUTES = `instrument_token,date,open,high,low,close,volume
408065,2022-06-16T09:15:00+0530,100,102,99,101,10
408065,2022-06-16T09:16:00+0530,101,103,100,102.5,20
408065,2022-06-16T09:20:00+0530,103,104,102,103,30
408065,2022-06-17T09:15:00+0530,90,91,89,90.5,40
`;

it('serves the candles of a file by its days and intervals', async () => {
  const path = join(folder, 'infy.csv');
  writeFileSync(path, MINUTES);
  const kite = await kiteUnderTest({
    clock: new ManualClock(Date.parse('2026-11-27T10:00:00+05:30')),
    market: await fileKiteMarket([path]),
    candles: await fileCandles([path]),
  });
  const rows = await kite.client.getHistoricalData(
    INFY,
    '5minute',
    '2022-06-16 09:15:00',
    '2022-06-17 15:30:00',
  );
  await kite.close();

  expect(rows.map(({ open, high, low, close, volume }) => [open, high, low, close, volume])).toEqual([
    [100, 103, 99, 102.5, 30],
    [103, 104, 102, 103, 30],
    [90, 91, 89, 90.5, 40],
  ]);
});

it('has no minutes of a file of days, and its days', async () => {
  const path = join(folder, 'infy.csv');
  writeFileSync(
    path,
    'instrument_token,date,open,high,low,close,volume\n408065,2022-06-16,100,102,99,101,10\n408065,2022-06-17,90,91,89,90.5,40\n',
  );
  const kite = await kiteUnderTest({
    market: await fileKiteMarket([path]),
    candles: await fileCandles([path]),
  });
  const minutes = await kite.client.getHistoricalData(INFY, 'minute', '2022-06-16', '2022-06-18');
  const days = await kite.client.getHistoricalData(INFY, 'day', '2022-06-16', '2022-06-18');
  await kite.close();

  expect(minutes).toEqual([]);
  expect(days.map(({ close }) => close)).toEqual([101, 90.5]);
});

it("builds the minutes of a market's ticks, and has others before them", async () => {
  const tick = (after: number, last_price: number, volume_traded: number) =>
    timedTick(AT + after, { instrument_token: INFY, last_price, volume_traded });
  const market = new PlayedMarket({
    instruments: () => [ROW],
    source: () => [[tick(0, 100, 5), tick(30_000, 98, 9), tick(59_000, 99, 10), tick(61_000, 101, 30)]],
  });
  const earlier = {
    ...{ start: AT - 86_400_000, end: AT - 86_340_000, open: 1, high: 1, low: 1, close: 1, volume: 1, oi: 0 },
  };
  const candles = marketCandles(market, { candlesOf: () => [earlier] });
  await market.play({ kind: 'max' }, { timer: new ManualTimer() });

  expect(candles.candlesOf(ROW, istDay(AT), false)).toEqual([
    { start: AT, end: AT + 60_000, open: 100, high: 100, low: 98, close: 99, volume: 10, oi: 0 },
    { start: AT + 60_000, end: AT + 120_000, open: 101, high: 101, low: 101, close: 101, volume: 20, oi: 0 },
  ]);
  expect(candles.candlesOf(ROW, istDay(AT) - 1, false)).toEqual([earlier]);
});

it('serves the minutes of a market that runs ahead of the clock', async () => {
  const clock = new ManualClock(AT - 9 * 3_600_000);
  const market = new PlayedMarket({
    instruments: () => [ROW],
    source: () => [[timedTick(AT, { instrument_token: INFY, last_price: 100, volume_traded: 5 })]],
  });
  const kite = await kiteUnderTest({
    ...{ clock, market },
    candles: marketCandles(market, simulatedCandles('a', clock)),
  });
  await market.play({ kind: 'max' }, { timer: new ManualTimer() });
  const ahead = await kite.client.getHistoricalData(INFY, 'minute', '2022-06-16', '2022-06-17');
  const before = await kite.client.getHistoricalData(INFY, 'day', '2022-06-14', '2022-06-15');
  await kite.close();

  expect(ahead.map(({ close }) => close)).toEqual([100]);
  expect(before).toHaveLength(2);
});
