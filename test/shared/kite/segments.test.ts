import { expect, test } from 'vitest';
import { segmentOfToken } from '../../../shared/kite/segments.ts';

test.each([
  ['RELIANCE', 738_561, 'NSE', 100],
  ['a NIFTY option', 10_720_002, 'NFO', 100],
  ['a USDINR future', 266_499, 'CDS', 10_000_000],
  ['a share on BSE', 128_083_204, 'BSE', 100],
  ['a SENSEX option', 211_987_205, 'BFO', 100],
  ['a currency future of BSE', 262_150, 'BCD', 10_000],
  ['a crude oil future', 58_424_839, 'MCX', 100],
] as const)('finds exchange and price scale of %s', (_, token, exchange, priceDivisor) => {
  expect(segmentOfToken(token)).toMatchObject({ name: exchange, exchange, priceDivisor });
});

test.each([
  ['NIFTY 50', 256_265],
  ['SENSEX', 265],
])('names no exchange for the index %s', (_, token) => {
  const segment = segmentOfToken(token);
  expect(segment?.name).toBe('INDICES');
  expect(segment?.exchange).toBeUndefined();
});

test('reads the last byte of a token above 2³¹', () => {
  expect(segmentOfToken(0xffff_ff02)?.name).toBe('NFO');
});

test.each([0, 10, 255])('knows no segment with the number %d', (number) => {
  expect(segmentOfToken(256 * 1_000 + number)).toBeUndefined();
});
