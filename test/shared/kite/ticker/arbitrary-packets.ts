import * as fc from 'fast-check';
import type { Packet } from './packets.ts';

/** Rupees times this on the wire, by the last byte of a token, as Zerodha's libraries have it. */
export const SCALES: Readonly<Record<number, number>> = {
  1: 100,
  2: 100,
  3: 10_000_000,
  4: 100,
  5: 100,
  6: 10_000,
  7: 100,
  8: 100,
  9: 100,
};

const EDGES = [0, 1, 0x7fff_ffff, 0x8000_0000, 3_000_000_000, 0xffff_ffff];

/** Any unsigned number up to a bound, often at an edge: nothing, one, the sign bit, all bits. */
const upTo = (max: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.nat({ max: 5_000_000 }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max }) },
    { weight: 1, arbitrary: fc.constantFrom(...EDGES.filter((edge) => edge <= max)) },
  );

const u16 = fc.oneof(fc.nat({ max: 20 }), fc.constantFrom(0, 0x7fff, 0x8000, 0xffff));

/**
 * Packets of all kinds and segments.
 * @param latest no exchange's time is after it; epoch milliseconds
 * @param max no number is larger
 */
export const packets = (latest: number, max = 0xffff_ffff): fc.Arbitrary<Packet> => {
  const u32 = upTo(max);
  const level = fc.record({ quantity: u32, price: u32, orders: u16 });
  const side = fc.array(level, { minLength: 5, maxLength: 5 });
  const tokenIn = (...segments: readonly number[]) =>
    fc
      .tuple(fc.integer({ min: 1, max: Math.floor(max / 256) }), fc.constantFrom(...segments))
      .map(([exchangeToken, segment]) => exchangeToken * 256 + segment);
  const anyToken = tokenIn(1, 2, 3, 4, 5, 6, 7, 8, 9);
  const past = fc.oneof(fc.constant(0), fc.nat({ max: Math.floor(latest / 1_000) }));
  const ltp = fc.record({ kind: fc.constant('ltp' as const), token: anyToken, ltp: u32 });
  const index = fc.record(
    {
      kind: fc.constant('index' as const),
      token: tokenIn(9),
      ltp: u32,
      high: u32,
      low: u32,
      open: u32,
      close: u32,
      change: u32,
      exchangeTime: past,
    },
    { requiredKeys: ['kind', 'token', 'ltp', 'high', 'low', 'open', 'close', 'change'] },
  );
  const quote = {
    kind: fc.constant('tradable' as const),
    token: tokenIn(1, 2, 3, 4, 5, 6, 7, 8),
    ltp: u32,
    lastQuantity: u32,
    averagePrice: u32,
    volume: u32,
    buyQuantity: u32,
    sellQuantity: u32,
    open: u32,
    high: u32,
    low: u32,
    close: u32,
  };
  const full = fc.record({
    tradeTime: u32,
    oi: u32,
    oiHigh: u32,
    oiLow: u32,
    exchangeTime: past,
    buy: side,
    sell: side,
  });
  return fc.oneof(ltp, index, fc.record(quote), fc.record({ ...quote, full }));
};
