import fc from 'fast-check';
import { KiteTicker } from 'kiteconnect';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../../../localstack/engines/kite/market/kite-market.ts';
import { frameOf, HEARTBEAT, type Packet } from '../../../../../localstack/engines/kite/ticker/packets.ts';
import { MODES } from '../../../../../localstack/engines/kite/ticker/requests.ts';
import { timedTick } from '../../../../../localstack/market-data/timed-tick.ts';
import { check } from '../../../../support/seed.ts';

/** The parser of Zerodha's library, which its types lack. Its signed shifts read figures above 2³¹ wrong. */
const oracle = new KiteTicker({ api_key: 'k', access_token: 't' }) as unknown as {
  parseBinary(frame: ArrayBuffer): readonly unknown[];
};

const read = (packets: readonly Packet[]) => oracle.parseBinary(new Uint8Array(frameOf(packets)).buffer);

const lengthsOf = (packets: readonly Packet[]): readonly number[] => {
  const frame = frameOf(packets);
  const lengths: number[] = [];
  for (let at = 2; at < frame.length; at += 2 + frame.readUInt16BE(at)) lengths.push(frame.readUInt16BE(at));
  return lengths;
};

const AT = Date.parse('2022-06-16T10:27:44.900Z');

const level = (price: number, quantity: number, orders: number) => ({ price, quantity, orders });
const empty = (levels: number) => Array.from({ length: levels }, () => level(0, 0, 0));

const SHARE: Snapshot = {
  at: AT,
  tick: {
    ...timedTick(AT, { instrument_token: 884_737, last_price: 392.95 }).tick,
    last_traded_quantity: 1,
    average_traded_price: 398.15,
    volume_traded: 10_031_700,
    total_buy_quantity: 405_400,
    total_sell_quantity: 1_024_770,
    ohlc: { open: 405.05, high: 407.25, low: 391.2, close: 403.1 },
    last_trade_time: '2022-06-16T10:27:43.000Z',
    oi: 24,
    depth: {
      buy: [level(392.9, 2_096, 4), level(392.85, 2_500, 5)],
      sell: [level(393, 1, 1)],
    },
  },
  oiDay: { high: 30, low: 20 },
};

const INDEX: Snapshot = {
  at: AT,
  tick: {
    ...timedTick(AT, { instrument_token: 256_265, last_price: 15_360.6 }).tick,
    ohlc: { open: 15_832.25, high: 15_863.15, low: 15_335.1, close: 15_692.15 },
  },
  oiDay: undefined,
};

describe('frameOf', () => {
  it('writes the length that Kite documents for each kind of packet', () => {
    const kinds = [SHARE, INDEX].flatMap((snapshot) => MODES.map((mode) => ({ snapshot, mode })));

    expect(lengthsOf(kinds)).toEqual([8, 44, 184, 8, 28, 32]);
  });

  it("writes a share's full packet that Zerodha's library reads back, times in whole seconds", () => {
    expect(read([{ snapshot: SHARE, mode: 'full' }])).toEqual([
      {
        tradable: true,
        mode: 'full',
        instrument_token: 884_737,
        last_price: 392.95,
        last_traded_quantity: 1,
        average_traded_price: 398.15,
        volume_traded: 10_031_700,
        total_buy_quantity: 405_400,
        total_sell_quantity: 1_024_770,
        ohlc: { open: 405.05, high: 407.25, low: 391.2, close: 403.1 },
        change: expect.any(Number),
        last_trade_time: new Date('2022-06-16T10:27:43.000Z'),
        exchange_timestamp: new Date('2022-06-16T10:27:44.000Z'),
        oi: 24,
        oi_day_high: 30,
        oi_day_low: 20,
        depth: {
          buy: [level(392.9, 2_096, 4), level(392.85, 2_500, 5), ...empty(3)],
          sell: [level(393, 1, 1), ...empty(4)],
        },
      },
    ]);
  });

  it('writes an index with its own order of prices, and the time in full mode only', () => {
    const quote = {
      tradable: false,
      instrument_token: 256_265,
      last_price: 15_360.6,
      ohlc: INDEX.tick.ohlc,
      change: expect.any(Number),
    };

    expect(
      read([
        { snapshot: INDEX, mode: 'quote' },
        { snapshot: INDEX, mode: 'full' },
      ]),
    ).toEqual([
      { ...quote, mode: 'quote' },
      { ...quote, mode: 'full', exchange_timestamp: new Date('2022-06-16T10:27:44.000Z') },
    ]);
  });

  it("writes an index's change in price as a signed number", () => {
    const frame = frameOf([{ snapshot: INDEX, mode: 'quote' }]);

    expect(frame.readInt32BE(2 + 2 + 24)).toBe(1_536_060 - 1_569_215);
  });

  it.each([
    ['NSE', 1, 100],
    ['CDS', 3, 10_000_000],
    ['BCD', 6, 10_000],
    ['MCX', 7, 100],
    ['INDICES', 9, 100],
  ])('writes prices of %s as rupees times the divisor of the segment', (_name, segment, divisor) => {
    const token = 4_000 * 256 + segment;
    const snapshot = { ...SHARE, tick: { ...SHARE.tick, instrument_token: token, last_price: 84.25 } };

    expect(frameOf([{ snapshot, mode: 'ltp' }]).readUInt32BE(8)).toBe(84.25 * divisor);
  });

  it('writes a volume of three billion, which is beyond a signed number', () => {
    const snapshot = { ...SHARE, tick: { ...SHARE.tick, volume_traded: 3_000_000_000 } };

    expect(frameOf([{ snapshot, mode: 'quote' }]).readUInt32BE(4 + 16)).toBe(3_000_000_000);
  });

  it('refuses a figure that four bytes cannot hold', () => {
    const snapshot = { ...SHARE, tick: { ...SHARE.tick, volume_traded: 2 ** 32 } };

    expect(() => frameOf([{ snapshot, mode: 'quote' }])).toThrow(RangeError);
  });

  it('refuses a token of no segment of Kite', () => {
    const snapshot = { ...SHARE, tick: { ...SHARE.tick, instrument_token: 884_737 + 0x80 } };

    expect(() => frameOf([{ snapshot, mode: 'ltp' }])).toThrow(RangeError);
  });

  it("writes what Zerodha's library reads back, for any prices and quantities", () => {
    const price = fc.integer({ min: 1, max: 2 ** 31 - 1 }).map((paise) => paise / 100);
    const quantity = fc.nat({ max: 2 ** 31 - 1 });
    const side = fc.array(fc.record({ price, quantity, orders: fc.nat({ max: 0x7fff }) }), {
      minLength: 5,
      maxLength: 5,
    });
    const tick = fc.record({
      instrument_token: fc.nat({ max: 2 ** 22 }).map((number) => 256 * number + 2),
      last_price: price,
      last_traded_quantity: quantity,
      average_traded_price: price,
      volume_traded: quantity,
      total_buy_quantity: quantity,
      total_sell_quantity: quantity,
      ohlc: fc.record({ open: price, high: price, low: price, close: price }),
      oi: quantity,
      depth: fc.record({ buy: side, sell: side }),
    });

    check(
      fc.property(fc.array(tick, { minLength: 1, maxLength: 5 }), (each) => {
        const packets = each.map((fields): Packet => {
          const { tick: full, at } = timedTick(AT, fields);
          return { snapshot: { at, tick: { ...full, ohlc: fields.ohlc }, oiDay: undefined }, mode: 'full' };
        });

        expect(read(packets)).toMatchObject(each);
      }),
    );
  });
});

describe('HEARTBEAT', () => {
  it('has one byte', () => {
    expect(HEARTBEAT).toHaveLength(1);
  });
});
