import { describe, expect, it } from 'vitest';
import type { MarketTick } from '../../../shared/events/types.ts';
import { offeredBy } from '../../../shared/market/offered.ts';

const tick: MarketTick = {
  instrument_token: 256265,
  last_price: 12,
  timestamp: '2026-05-04T04:30:00.000Z',
  volume_traded: 1_000,
};

const level = (price: number, quantity = 300) => ({ price, quantity, orders: 1 });

describe('offeredBy', () => {
  it('is undefined for a tick with a price and a volume only', () => {
    expect(offeredBy(tick)).toBeUndefined();
  });

  it('has the book, the last trade, the limits and the bar, and nothing else of the tick', () => {
    const offered = {
      depth: { buy: [level(9)], sell: [level(14)] },
      last_trade_time: '2026-05-04T01:30:00.000Z',
      upper_circuit_limit: 15,
      lower_circuit_limit: 8,
      bar: { low: 11, high: 12.5, decides: true },
    };

    expect(offeredBy({ ...tick, ...offered, mode: 'full' })).toEqual(offered);
  });

  it('leaves out what the tick does not say', () => {
    expect(offeredBy({ ...tick, upper_circuit_limit: 15 })).toEqual({ upper_circuit_limit: 15 });
  });

  it('keeps five levels a side, without the zeros that a feed fills absent levels with', () => {
    const sell = [level(0, 0), ...Array.from({ length: 20 }, (_, n) => level(14 + n))].slice(0, 20);

    expect(offeredBy({ ...tick, depth: { buy: [level(0, 0)], sell } })?.depth).toEqual({
      buy: [],
      sell: [14, 15, 16, 17, 18].map((price) => level(price)),
    });
  });
});
