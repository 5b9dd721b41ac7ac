import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SIMULATED_INSTRUMENTS } from '../../../../localstack/market-data/simulator/instruments.ts';
import {
  SessionSimulator,
  type SimulationOptions,
} from '../../../../localstack/market-data/simulator/session-simulator.ts';
import { EVENT_TYPES, type MarketTick } from '../../../../shared/events/types.ts';
import { isOpen } from '../../../../shared/market/calendar.ts';
import { fromRupees } from '../../../../shared/money.ts';

const MONDAY = '2026-11-23';
const OPTIONS: SimulationOptions = { seed: 'test', date: MONDAY, ticksPerSecond: 4 };

const take = (count: number, options: Partial<SimulationOptions> = {}) => {
  const simulator = new SessionSimulator({ ...OPTIONS, ...options });
  return Array.from({ length: count }, () => simulator.next());
};

const byInstrument = (ticks: readonly MarketTick[]): ReadonlyMap<number, MarketTick[]> =>
  Map.groupBy(ticks, (tick) => tick.instrument_token);

const anyOptions = fc.record({ seed: fc.string(), ticksPerSecond: fc.integer({ min: 1, max: 1_000 }) });

describe('SessionSimulator', () => {
  it('gives the same ticks for the same seed', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        expect(take(200, options)).toEqual(take(200, options));
      }),
      { numRuns: 20 },
    );
  });

  it('gives other prices for another seed', () => {
    const prices = (seed: string) => take(24, { seed }).map(({ tick }) => tick.last_price);

    expect(prices('a')).not.toEqual(prices('b'));
  });

  it('gives an instrument the same prices with any other instruments', () => {
    const [first, second] = SIMULATED_INSTRUMENTS;
    if (first === undefined || second === undefined) throw new Error('two instruments are needed');

    const alone = take(100, { instruments: [first] });
    const together = take(200, { instruments: [first, second] });

    const prices = together.filter(({ tick }) => tick.instrument_token === first.instrument_token);
    expect(prices.map(({ tick }) => tick.last_price)).toEqual(alone.map(({ tick }) => tick.last_price));
  });

  it('quotes positive prices in whole ticks, inside the day’s range and the exchange’s band', () => {
    const sizes = new Map(SIMULATED_INSTRUMENTS.map((i) => [i.instrument_token, fromRupees(i.tick_size)]));
    fc.assert(
      fc.property(anyOptions, (options) => {
        for (const { tick } of take(600, options)) {
          const size = sizes.get(tick.instrument_token) ?? 0;
          expect(tick.last_price).toBeGreaterThan(0);
          expect(fromRupees(tick.last_price) % size).toBe(0);
          expect(tick.ohlc?.low).toBeLessThanOrEqual(tick.last_price);
          expect(tick.ohlc?.high).toBeGreaterThanOrEqual(tick.last_price);
          expect(Math.abs(tick.last_price / (tick.ohlc?.close ?? 0) - 1)).toBeLessThan(0.101);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('has a book of five whole ticks a side around the last price of a share, and none of an index', () => {
    const sizes = new Map(SIMULATED_INSTRUMENTS.map((i) => [i.instrument_token, fromRupees(i.tick_size)]));
    fc.assert(
      fc.property(anyOptions, (options) => {
        for (const { tick } of take(200, options)) {
          const size = sizes.get(tick.instrument_token) ?? 0;
          const { depth, last_price } = tick;
          expect(depth === undefined).toBe(tick.volume_traded === undefined);
          if (depth === undefined) continue;
          const [buy, sell] = [depth.buy, depth.sell].map((side) =>
            side.map(({ price }) => fromRupees(price) / size),
          );
          const best = fromRupees(depth.buy[0]?.price ?? 0) / size;
          expect(buy).toEqual([0, 1, 2, 3, 4].map((place) => best - place));
          expect(sell).toEqual([1, 2, 3, 4, 5].map((place) => best + place));
          expect([best, best + 1]).toContain(fromRupees(last_price) / size);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('runs forward: no tick before the last one, strictly later per instrument, volume only grows', () => {
    const ticks = take(5_000, { ticksPerSecond: 1_000 });

    ticks.reduce((last, { at, tick }) => {
      expect(at).toBe(Date.parse(tick.timestamp));
      expect(at).toBeGreaterThanOrEqual(last);
      return at;
    }, 0);
    for (const own of byInstrument(ticks.map(({ tick }) => tick)).values()) {
      own.slice(1).forEach((tick, place) => {
        expect(tick.timestamp > (own[place]?.timestamp ?? '')).toBe(true);
        if (tick.volume_traded !== undefined) {
          expect(tick.volume_traded).toBeGreaterThan(own[place]?.volume_traded ?? 0);
        }
      });
    }
  });

  it('makes ticks that the market_tick schema accepts; an index has no volume', () => {
    for (const { tick } of take(100)) {
      expect(EVENT_TYPES.market_tick.data.safeParse(tick).success).toBe(true);
    }
    expect(take(1)[0]?.tick).not.toHaveProperty('volume_traded');
  });

  it('moves all instruments at one moment, as a frame of the exchange does', () => {
    const instruments = SIMULATED_INSTRUMENTS.length;
    const moments = Map.groupBy(take(10 * instruments), ({ at }) => at);

    expect([...moments.values()].map(({ length }) => length)).toEqual(Array(10).fill(instruments));
    expect([...moments.keys()].map((at, _, all) => at - (all[0] ?? 0))).toEqual(
      Array.from({ length: 10 }, (_, n) => n * 250),
    );
  });

  it('gives every instrument the requested ticks per second', () => {
    const minute = take(12 * 4 * 60).map(({ at }) => at);

    expect(SIMULATED_INSTRUMENTS).toHaveLength(12);
    expect(Math.floor(((minute.at(-1) ?? 0) - (minute[0] ?? 0)) / 1_000)).toBe(59);
  });

  it('opens at 09:15 and continues at the next trading day’s open, from the previous close', () => {
    const [share] = SIMULATED_INSTRUMENTS.filter(({ segment }) => segment === 'NSE');
    if (share === undefined) throw new Error('a share is needed');
    const ticks = take(24_000, { ticksPerSecond: 1, instruments: [share], date: '2026-11-23' });

    const days = Map.groupBy(ticks, ({ tick }) => tick.timestamp.slice(0, 10));

    // The 24th is a holiday.
    expect([...days.keys()]).toEqual(['2026-11-23', '2026-11-25']);
    const last = days.get('2026-11-23')?.at(-1);
    const first = days.get('2026-11-25')?.[0];
    expect(ticks[0]?.tick.timestamp).toBe('2026-11-23T03:45:00.000Z');
    expect(first?.tick.timestamp).toBe('2026-11-25T03:45:00.000Z');
    expect(first?.tick.ohlc?.close).toBe(last?.tick.last_price);
    expect(first?.tick.volume_traded).toBe(first?.tick.last_traded_quantity);
    expect(ticks.every(({ at }) => isOpen('NSE', at))).toBe(true);
  });

  it('trades in both windows of a day that has two, and not between them', () => {
    const [share] = SIMULATED_INSTRUMENTS.filter(({ segment }) => segment === 'NSE');
    if (share === undefined) throw new Error('a share is needed');
    const ticks = take(7_000, { ticksPerSecond: 1, instruments: [share], date: '2024-03-02' });

    const day = ticks.filter(({ tick }) => tick.timestamp.startsWith('2024-03-02'));
    expect(day).toHaveLength(45 * 60 + 60 * 60);
    expect(ticks.every(({ at }) => isOpen('NSE', at))).toBe(true);
    expect(ticks[2_700]?.tick.timestamp).toBe('2024-03-02T06:00:00.000Z');
    expect(ticks[6_300]?.tick.timestamp).toBe('2024-03-04T03:45:00.000Z');
  });

  it('moves every share by 0.15 % in twenty ticks within ten minutes', () => {
    const ticks = take(12 * 4 * 600).map(({ tick }) => tick);

    for (const own of byInstrument(ticks).values()) {
      if (own[0]?.volume_traded === undefined) continue;
      const moves = own
        .slice(20)
        .map((tick, place) => Math.abs(tick.last_price / (own[place]?.last_price ?? 1) - 1));
      expect(Math.max(...moves)).toBeGreaterThan(0.0015);
    }
  });

  it.each([
    [{ ticksPerSecond: 0 }, '0 ticks a second is not above 0'],
    [{ ticksPerSecond: 1_001 }, '1001 ticks a second is not above 0 and at most 1000'],
    [{ ticksPerSecond: Number.NaN }, 'NaN ticks a second'],
    [{ date: 'today' }, 'date "today" is not a date'],
    [{ instruments: [] }, 'there is no instrument'],
    [{ date: '2026-11-24' }, 'NSE does not trade on 2026-11-24'],
    [{ date: '2027-01-04' }, 'no calendar of NSE for 2027-01-04'],
  ])('refuses what it cannot simulate: %j', (options, message) => {
    expect(() => new SessionSimulator({ ...OPTIONS, ...options })).toThrow(message);
  });

  it('refuses a calendar without trading days', () => {
    let asked = 0;
    const sessions = () => (asked++ === 0 ? [{ opens: 33_300_000, closes: 55_800_000 }] : []);
    const simulator = new SessionSimulator({ ...OPTIONS, ticksPerSecond: 0.001, sessions });

    expect(() => Array.from({ length: 500 }, () => simulator.next())).toThrow(
      /no trading day in the 31 days after/,
    );
  });
});
