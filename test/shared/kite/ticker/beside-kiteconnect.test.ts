import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameParser } from '../../../../shared/kite/ticker/frame-parser.ts';
import { kiteconnectParser } from '../../../support/kiteconnect-ticker.ts';
import { check } from '../../../support/seed.ts';
import { packets } from './arbitrary-packets.ts';
import { frameOf, packetBytes } from './packets.ts';

const NOW = Date.parse('2026-11-30T04:30:00.250Z');

/** Zerodha's library reads unsigned numbers above it as negative ones. */
const MAX_SIGNED = 0x7fff_ffff;

const theirs = kiteconnectParser();

const parsedByThem = (frame: Buffer) => theirs(new Uint8Array(frame).buffer);

type TheirTick = ReturnType<typeof theirs>[number];

/** Their tick with our answers to zeros: no range before the first trade, no empty levels, no open interest of shares. */
const inOurForm = (tick: TheirTick) => {
  const { ohlc, last_trade_time, exchange_timestamp, oi, depth } = tick;
  const waiting = (side: 'buy' | 'sell') =>
    depth?.[side].filter(({ price, quantity }) => price > 0 && quantity > 0);
  return {
    mode: tick.mode,
    instrument_token: tick.instrument_token,
    last_price: tick.last_price,
    last_traded_quantity: tick.last_traded_quantity,
    average_traded_price: tick.average_traded_price,
    volume_traded: tick.volume_traded,
    total_buy_quantity: tick.total_buy_quantity,
    total_sell_quantity: tick.total_sell_quantity,
    ohlc: ohlc && Math.min(ohlc.open, ohlc.high, ohlc.low) > 0 ? ohlc : undefined,
    last_trade_time: last_trade_time?.toISOString(),
    exchange_timestamp: exchange_timestamp?.toISOString(),
    oi: [1, 4, 9].includes(tick.instrument_token % 256) ? undefined : oi,
    depth: depth && { buy: waiting('buy'), sell: waiting('sell') },
  };
};

it('reads what kiteconnect reads, in all packets whose numbers fit 31 bits', () => {
  check(
    fc.property(fc.array(packets(NOW, MAX_SIGNED), { maxLength: 8 }), (sent) => {
      const frame = frameOf(...sent.map(packetBytes));
      const ours = new FrameParser().parse(frame, NOW, NOW);
      const expected = parsedByThem(frame).filter(({ last_price }) => last_price > 0);
      expect(ours.map(({ timestamp: _timestamp, ...tick }) => tick)).toEqual(expected.map(inOurForm));
    }),
    1_000,
  );
});

it('reads a volume of 3,000,000,000, which kiteconnect reads as negative', () => {
  const frame = frameOf(
    packetBytes({
      kind: 'tradable',
      token: 408_065,
      ltp: 100,
      lastQuantity: 1,
      averagePrice: 100,
      volume: 3_000_000_000,
      buyQuantity: 0,
      sellQuantity: 0,
      open: 100,
      high: 100,
      low: 100,
      close: 100,
    }),
  );
  expect(parsedByThem(frame)[0]?.volume_traded).toBe(-1_294_967_296);
  expect(new FrameParser().parse(frame, NOW, NOW)[0]?.volume_traded).toBe(3_000_000_000);
});
