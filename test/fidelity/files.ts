import { isBar } from '../../localstack/market-data/market-row.ts';
import type { FidelityRow } from './row.ts';
import { inIndia, lastBar, rowsOf } from './support/read-market-data.ts';

const TEST = 'test/localstack/market-data/formats.test.ts';

const KITE = 'date,open,high,low,close,volume';
const KITE_LABELS = "kite.trade forum 15973: a candle's time is its start";

/** The span of the last candle, such as `2017-12-15 09:15 to 09:16`. */
const spanOf = async (name: string, ...candles: readonly string[]): Promise<string> => {
  const { start, end } = await lastBar(name, KITE, ...candles.map((time) => `${time},10,11,9,10,5`));
  return `${inIndia(start)} to ${inIndia(end).slice(11)}`;
};

const hour = (clock: string): string => `2017-12-15T${clock}:00+0530`;
const HOURS = ['09:15', '10:15', '11:15', '12:15', '13:15', '14:15', '15:15'].map(hour);

const yfinanceClose = async (): Promise<number> => {
  const ticker = Array.from({ length: 5 }, () => 'TCS.NS').join(',');
  const price = '1389.0999755859375';
  const row = (clock: string) => `2024-01-02 ${clock}:00+00:00,${price},1390,1388,1389,100`;
  const header = ['Price,Close,High,Low,Open,Volume', `Ticker,${ticker}`, 'Datetime,,,,,'];
  return (await lastBar('tcs.csv', ...header, row('03:45'), row('03:46'))).close;
};

const SECOND = 'Ticker,Date,Time,LTP,BuyPrice,BuyQty,SellPrice,SellQty,LTQ,OpenInterest';

const lastOfSecond = async (): Promise<number> => {
  const tick = (price: number) => `ACC.NSE,02/01/2024,09:15:01,${price},99,50,102,75,25,0`;
  const row = (await rowsOf('ticks.csv', SECOND, tick(100), tick(101), tick(100))).at(-1);
  return row === undefined || isBar(row) ? 0 : row.tick.last_price;
};

export const ROWS: readonly FidelityRow[] = [
  {
    figure: "Kite's minute candle 2017-12-15T09:15:00+0530",
    source: KITE_LABELS,
    expected: '2017-12-15 09:15 to 09:16',
    product: () => spanOf('INFY.csv', hour('09:14'), hour('09:15')),
    test: `${TEST} › are labelled with their starts`,
  },
  {
    figure: "Kite's hourly candle 10:15",
    source: KITE_LABELS,
    expected: '2017-12-15 10:15 to 11:15',
    product: () => spanOf('INFY.csv', ...HOURS.slice(0, 2)),
    test: `${TEST} › of an hour span an hour`,
  },
  {
    figure: "Kite's last hourly candle of a day, 15:15",
    source: 'NSE: continuous trading ends at 15:30',
    expected: '2017-12-15 15:15 to 15:30',
    product: () => spanOf('INFY.csv', ...HOURS),
    test: `${TEST} › of an hour span an hour, and the last one ends at the close`,
  },
  {
    figure: "Kite's daily candle 2017-12-15T00:00:00+0530",
    source: 'The date that the row names',
    expected: '2017-12-15 09:15 to 15:30',
    product: () => spanOf('INFY.csv', '2017-12-14T00:00:00+0530', '2017-12-15T00:00:00+0530'),
    test: `${TEST} › of a day span the sessions of the date that they name`,
  },
  {
    figure: 'yfinance: the price 1389.0999755859375',
    source: 'NSE: prices are whole paise; yfinance has them as 32-bit floats',
    expected: 1_389.1,
    unit: '₹',
    product: yfinanceClose,
    test: `${TEST} › has three header rows, UTC, and prices with float noise`,
  },
  {
    figure: 'GDFL: the last price of the second in which 100, 101 and 100 traded',
    source: 'The order of the rows',
    expected: 100,
    unit: '₹',
    product: lastOfSecond,
    test: `${TEST} › of GDFL keep the order of their rows`,
  },
];
