import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { MARKET_EVENTS } from '../../../../shared/events/data/market.ts';
import type { MarketTick } from '../../../../shared/events/types.ts';
import { FrameParser } from '../../../../shared/kite/ticker/frame-parser.ts';
import { check } from '../../../support/seed.ts';
import { packets, SCALES } from './arbitrary-packets.ts';
import { frameOf, type Level, type Packet, packetBytes } from './packets.ts';

const NOW = Date.parse('2026-11-30T04:30:00.250Z');
const NOW_TEXT = '2026-11-30T04:30:00.250Z';

const parse = (frame: Uint8Array, marketNow: number | undefined = NOW) => {
  const parser = new FrameParser();
  return { ticks: parser.parse(frame, NOW, marketNow), counts: parser.counts };
};

const textOf = (second: number): string => new Date(second * 1_000).toISOString();

/** Without the members that are undefined. */
const known = (tick: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(tick).filter(([, value]) => value !== undefined));

const side = (levels: readonly Level[], scale: number) =>
  levels
    .filter(({ quantity, price }) => quantity > 0 && price > 0)
    .map(({ quantity, price, orders }) => ({ price: price / scale, quantity, orders }));

/** What the documentation says of a packet, said again without the parser's code. */
const expectedOf = (packet: Packet): Record<string, unknown> => {
  const scale = SCALES[packet.token % 256] ?? Number.NaN;
  const base = { instrument_token: packet.token, last_price: packet.ltp / scale };
  if (packet.kind === 'ltp') return { ...base, mode: 'ltp', timestamp: NOW_TEXT };
  const { open, high, low, close } = packet;
  const ohlc =
    Math.min(open, high, low) === 0
      ? undefined
      : { open: open / scale, high: high / scale, low: low / scale, close: close / scale };
  const second = packet.kind === 'index' ? packet.exchangeTime : packet.full?.exchangeTime;
  const exchangeTime = second ? textOf(second) : undefined;
  const timed = { ...base, ohlc, timestamp: exchangeTime ?? NOW_TEXT, exchange_timestamp: exchangeTime };
  if (packet.kind === 'index') {
    return known({ ...timed, mode: packet.exchangeTime === undefined ? 'quote' : 'full' });
  }
  const { full } = packet;
  const quote = {
    ...timed,
    mode: full === undefined ? 'quote' : 'full',
    last_traded_quantity: packet.lastQuantity,
    average_traded_price: packet.averagePrice / scale,
    volume_traded: packet.volume,
    total_buy_quantity: packet.buyQuantity,
    total_sell_quantity: packet.sellQuantity,
  };
  if (full === undefined) return known(quote);
  return known({
    ...quote,
    last_trade_time: full.tradeTime === 0 ? undefined : textOf(full.tradeTime),
    oi: [2, 3, 5, 6, 7, 8].includes(packet.token % 256) ? full.oi : undefined,
    depth: { buy: side(full.buy, scale), sell: side(full.sell, scale) },
  });
};

describe('a frame of packets', () => {
  it('gives each packet of each kind and segment as a tick with its values, in order', () => {
    check(
      fc.property(fc.array(packets(NOW), { maxLength: 12 }), (sent) => {
        const { ticks, counts } = parse(frameOf(...sent.map(packetBytes)));
        const priced = sent.filter(({ ltp }) => ltp > 0);
        expect(ticks).toEqual(priced.map(expectedOf));
        expect(counts).toMatchObject({
          frames: 1,
          malformedFrames: 0,
          packets: sent.length,
          ticks: priced.length,
          dropped: { unpriced: sent.length - priced.length },
        });
      }),
      2_000,
    );
  });

  it('gives only ticks that the event schema takes', () => {
    const schema = MARKET_EVENTS.market_tick.data;
    check(
      fc.property(packets(NOW), (packet) => {
        for (const tick of parse(frameOf(packetBytes(packet))).ticks)
          expect(schema.parse(tick)).toEqual(tick);
      }),
      2_000,
    );
  });

  it('is read from the middle of a larger buffer', () => {
    const frame = frameOf(packetBytes({ kind: 'ltp', token: 408_065, ltp: 100 }));
    const within = Buffer.concat([Buffer.alloc(7, 0xff), frame, Buffer.alloc(9, 0xff)]).subarray(
      7,
      7 + frame.length,
    );
    expect(parse(within).ticks).toMatchObject([{ instrument_token: 408_065, last_price: 1 }]);
  });
});

const TRADABLE: Packet & { kind: 'tradable' } = {
  kind: 'tradable',
  token: 408_065,
  ltp: 100,
  lastQuantity: 1,
  averagePrice: 100,
  volume: 1,
  buyQuantity: 1,
  sellQuantity: 1,
  open: 100,
  high: 100,
  low: 100,
  close: 100,
};

const level = (quantity: number, price: number, orders = 1): Level => ({ quantity, price, orders });
const EMPTY = level(0, 0, 0);

const FULL: NonNullable<typeof TRADABLE.full> = {
  tradeTime: 1_764_477_000,
  oi: 7,
  oiHigh: 0,
  oiLow: 0,
  exchangeTime: 1_764_477_001,
  buy: Array(5).fill(EMPTY),
  sell: Array(5).fill(EMPTY),
};

const tickOf = (packet: Packet): MarketTick | undefined => parse(frameOf(packetBytes(packet))).ticks[0];

describe('values at the edges of a session', () => {
  it('reads a volume of 3,000,000,000 as it is', () => {
    expect(tickOf({ ...TRADABLE, volume: 3_000_000_000 })).toMatchObject({ volume_traded: 3_000_000_000 });
  });

  it('drops an instrument without a price, which had no trade yet', () => {
    const { ticks, counts } = parse(frameOf(packetBytes({ ...TRADABLE, ltp: 0 })));
    expect(ticks).toEqual([]);
    expect(counts).toMatchObject({ packets: 1, ticks: 0, dropped: { unpriced: 1 } });
  });

  it.each(['open', 'high', 'low'] as const)('leaves out a range of the day whose %s is zero', (name) => {
    expect(tickOf({ ...TRADABLE, [name]: 0 })).not.toHaveProperty('ohlc');
  });

  it('keeps the range of a day without a price of the day before', () => {
    expect(tickOf({ ...TRADABLE, close: 0 })).toMatchObject({ ohlc: { open: 1, close: 0 } });
  });

  it('leaves out levels without orders, and market orders that wait for an auction', () => {
    const full = {
      ...FULL,
      buy: [level(10, 99), EMPTY, EMPTY, EMPTY, EMPTY],
      sell: Array(5).fill(level(5, 0)),
    };
    expect(tickOf({ ...TRADABLE, full })?.depth).toEqual({
      buy: [{ price: 0.99, quantity: 10, orders: 1 }],
      sell: [],
    });
  });

  it('takes the time of receipt where the exchange gives none', () => {
    const tick = tickOf({ ...TRADABLE, full: { ...FULL, exchangeTime: 0, tradeTime: 0 } });
    expect(tick).toMatchObject({ timestamp: NOW_TEXT, mode: 'full' });
    expect(tick).not.toHaveProperty('exchange_timestamp');
    expect(tick).not.toHaveProperty('last_trade_time');
  });

  it('says an open interest for contracts only', () => {
    expect(tickOf({ ...TRADABLE, full: FULL })).not.toHaveProperty('oi');
    expect(tickOf({ ...TRADABLE, token: 256 * 50 + 2, full: FULL })).toMatchObject({ oi: 7 });
  });

  it('drops a time of the exchange that is more than a minute ahead', () => {
    const second = Math.floor(NOW / 1_000);
    const at = (exchangeTime: number) =>
      frameOf(packetBytes({ ...TRADABLE, full: { ...FULL, exchangeTime } }));
    expect(parse(at(second + 60)).ticks).toHaveLength(1);
    expect(parse(at(second + 61)).counts).toMatchObject({ ticks: 0, dropped: { from_the_future: 1 } });
  });

  it('takes any time where the ticks are the clock', () => {
    const parser = new FrameParser();
    const frame = frameOf(packetBytes({ ...TRADABLE, full: { ...FULL, exchangeTime: 0xffff_ffff } }));
    expect(parser.parse(frame, NOW, undefined)).toMatchObject([{ timestamp: '2106-02-07T06:28:15.000Z' }]);
  });
});

describe('what is not a tick', () => {
  it('counts a heartbeat', () => {
    const { ticks, counts } = parse(Buffer.from([0]));
    expect([ticks, counts.heartbeats, counts.malformedFrames]).toEqual([[], 1, 0]);
  });

  it('takes a frame without packets', () => {
    expect(parse(frameOf()).counts).toMatchObject({ frames: 1, packets: 0, malformedFrames: 0 });
  });

  it.each([0, 7, 9, 12, 27, 29, 33, 45, 183, 185, 300])(
    'drops a packet of %d bytes, and reads on',
    (length) => {
      const after = packetBytes({ kind: 'ltp', token: 408_065, ltp: 100 });
      const { ticks, counts } = parse(frameOf(Buffer.alloc(length, 1), after));
      expect(ticks).toHaveLength(1);
      expect(counts).toMatchObject({ packets: 2, ticks: 1, dropped: { unknown_length: 1 } });
    },
  );

  it.each([0, 10, 255])('drops a token of the unknown segment %d', (segment) => {
    const { counts } = parse(frameOf(packetBytes({ kind: 'ltp', token: 256 * 9 + segment, ltp: 100 })));
    expect(counts).toMatchObject({ packets: 1, ticks: 0, dropped: { unknown_segment: 1 } });
  });

  test.each([
    ['no bytes', Buffer.alloc(0), 0],
    ['a count without packets', Buffer.from([0, 3]), 3],
    ['a count beyond the packets', Buffer.from([0, 2, 0, 8, 0, 6, 58, 1, 0, 0, 0, 1]), 2],
    ['a packet that is cut', Buffer.from([0, 1, 0, 8, 0, 6, 58, 1, 0, 0, 0]), 1],
    ['a length that is cut', Buffer.from([0, 1, 0]), 1],
    ['bytes after the last packet', Buffer.from([0, 1, 0, 8, 0, 6, 58, 1, 0, 0, 0, 1, 9]), 1],
    ['the largest count', Buffer.from([0xff, 0xff]), 65_535],
  ])('refuses a frame with %s whole', (_, frame, count) => {
    const { ticks, counts } = parse(frame);
    expect(ticks).toEqual([]);
    expect(counts).toMatchObject({
      malformedFrames: 1,
      packets: count,
      ticks: 0,
      dropped: { malformed_frame: count },
    });
  });
});
