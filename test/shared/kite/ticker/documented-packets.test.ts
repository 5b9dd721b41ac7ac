import { expect, test } from 'vitest';
import { FrameParser } from '../../../../shared/kite/ticker/frame-parser.ts';
import { frameOf, type Level, type Packet, packetBytes } from './packets.ts';

/** Long after each packet. */
const RECEIVED = Date.parse('2026-11-30T04:00:00.250Z');
const RECEIVED_TEXT = '2026-11-30T04:00:00.250Z';

const parsed = (packet: Packet) => new FrameParser().parse(frameOf(packetBytes(packet)), RECEIVED, RECEIVED);

const levels = (...side: readonly [quantity: number, price: number, orders: number][]): Level[] =>
  side.map(([quantity, price, orders]) => ({ quantity, price, orders }));

/** INFY at 10:41:27 IST on 2021-07-05, in the values that Zerodha publishes for its ticker's full mode. */
const INFY_FULL: Packet = {
  kind: 'tradable',
  token: 408_065,
  ltp: 157_370,
  lastQuantity: 7,
  averagePrice: 157_037,
  volume: 1_192_471,
  buyQuantity: 256_443,
  sellQuantity: 363_009,
  open: 156_915,
  high: 157_500,
  low: 156_105,
  close: 156_780,
  full: {
    tradeTime: 1_625_461_887,
    oi: 0,
    oiHigh: 0,
    oiLow: 0,
    exchangeTime: 1_625_461_887,
    buy: levels([5, 157_340, 1], [140, 157_300, 2], [2, 157_295, 1], [219, 157_290, 7], [50, 157_285, 1]),
    sell: levels(
      [172, 157_370, 3],
      [44, 157_375, 3],
      [302, 157_385, 3],
      [141, 157_390, 2],
      [724, 157_395, 5],
    ),
  },
};

test('reads the documented full packet of INFY', () => {
  expect(parsed(INFY_FULL)).toEqual([
    {
      instrument_token: 408_065,
      last_price: 1573.7,
      timestamp: '2021-07-05T05:11:27.000Z',
      mode: 'full',
      last_traded_quantity: 7,
      average_traded_price: 1570.37,
      volume_traded: 1_192_471,
      total_buy_quantity: 256_443,
      total_sell_quantity: 363_009,
      ohlc: { open: 1569.15, high: 1575, low: 1561.05, close: 1567.8 },
      last_trade_time: '2021-07-05T05:11:27.000Z',
      exchange_timestamp: '2021-07-05T05:11:27.000Z',
      depth: {
        buy: [
          { price: 1573.4, quantity: 5, orders: 1 },
          { price: 1573, quantity: 140, orders: 2 },
          { price: 1572.95, quantity: 2, orders: 1 },
          { price: 1572.9, quantity: 219, orders: 7 },
          { price: 1572.85, quantity: 50, orders: 1 },
        ],
        sell: [
          { price: 1573.7, quantity: 172, orders: 3 },
          { price: 1573.75, quantity: 44, orders: 3 },
          { price: 1573.85, quantity: 302, orders: 3 },
          { price: 1573.9, quantity: 141, orders: 2 },
          { price: 1573.95, quantity: 724, orders: 5 },
        ],
      },
    },
  ]);
});

test('reads the documented quote packet of INFY, which has no time of its own', () => {
  const { full: _full, ...quote } = INFY_FULL as Packet & { kind: 'tradable' };
  const packet: Packet = {
    ...quote,
    ltp: 157_315,
    lastQuantity: 1,
    averagePrice: 157_033,
    volume: 1_175_986,
    buyQuantity: 256_511,
    sellQuantity: 360_503,
  };
  expect(parsed(packet)).toEqual([
    {
      instrument_token: 408_065,
      last_price: 1573.15,
      timestamp: RECEIVED_TEXT,
      mode: 'quote',
      last_traded_quantity: 1,
      average_traded_price: 1570.33,
      volume_traded: 1_175_986,
      total_buy_quantity: 256_511,
      total_sell_quantity: 360_503,
      ohlc: { open: 1569.15, high: 1575, low: 1561.05, close: 1567.8 },
    },
  ]);
});

test('reads an LTP packet of TATAMOTORS with its documented price', () => {
  expect(parsed({ kind: 'ltp', token: 884_737, ltp: 39_295 })).toEqual([
    { instrument_token: 884_737, last_price: 392.95, timestamp: RECEIVED_TEXT, mode: 'ltp' },
  ]);
});

test('reads the documented trade time of TATAMOTORS in full mode', () => {
  const packet: Packet = {
    ...(INFY_FULL as Packet & { kind: 'tradable' }),
    token: 884_737,
    ltp: 39_295,
    full: {
      ...(INFY_FULL as Required<Packet & { kind: 'tradable' }>).full,
      tradeTime: 1_655_375_264,
      exchangeTime: 1_655_375_264,
    },
  };
  expect(parsed(packet)).toMatchObject([
    { instrument_token: 884_737, last_price: 392.95, last_trade_time: '2022-06-16T10:27:44.000Z' },
  ]);
});

test('reads an index packet in its own order: high, low, open, close', () => {
  const packet: Packet = {
    kind: 'index',
    token: 256_265,
    ltp: 2_401_055,
    high: 2_405_000,
    low: 2_390_010,
    open: 2_395_000,
    close: 2_388_045,
    change: 13_010,
    exchangeTime: 1_764_480_300,
  };
  expect(parsed(packet)).toEqual([
    {
      instrument_token: 256_265,
      last_price: 24_010.55,
      timestamp: '2025-11-30T05:25:00.000Z',
      exchange_timestamp: '2025-11-30T05:25:00.000Z',
      mode: 'full',
      ohlc: { open: 23_950, high: 24_050, low: 23_900.1, close: 23_880.45 },
    },
  ]);
});
