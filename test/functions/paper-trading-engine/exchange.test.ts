import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PaperMarket } from '../../../functions/paper-trading-engine/exchange.ts';
import { PaperTrader } from '../../../functions/paper-trading-engine/paper-trader.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import type { Offered } from '../../../shared/market/offered.ts';
import { check } from '../../support/seed.ts';
import { AT, order, signalId } from './fixtures.ts';

const OPTION: Instrument = {
  instrument_token: 12_601_346,
  tradingsymbol: 'NIFTY26MAY24000CE',
  exchange: 'NFO',
  segment: 'NFO-OPT',
  tick_size: 0.05,
  lot_size: 75,
};
const SHARE: Instrument = { ...OPTION, tradingsymbol: 'SBIN', exchange: 'NSE', segment: 'NSE', lot_size: 1 };

const trader = new PaperTrader({ maxPriceAgeMs: 15_000 });
const HOUR = 3_600_000;
const timeOf = (at: number): string => new Date(at).toISOString();
const book = (
  buy: readonly (readonly [price: number, quantity: number])[],
  sell: readonly (readonly [price: number, quantity: number])[],
) => ({
  buy: buy.map(([price, quantity]) => ({ price, quantity })),
  sell: sell.map(([price, quantity]) => ({ price, quantity })),
});

const marketAt = (
  price: number,
  offered: Offered | undefined,
  change: Partial<PaperMarket> = {},
): PaperMarket => ({ instrument: SHARE, quote: { price, at: AT, offered }, now: AT, ...change });

/** What an order gets: `[units, price]`, and the reason why the rest gets nothing. */
const result = (
  side: 'BUY' | 'SELL',
  quantity: number,
  market: PaperMarket,
): readonly (number | string)[] => {
  const outcome = trader.execute(order({ side, quantity }), market);
  if (!outcome.filled) return [outcome.data.reason];
  const { quantity: units, fill_price, complete } = outcome.data;
  expect(complete).toBe(outcome.rest === undefined);
  return outcome.rest === undefined
    ? [units, fill_price]
    : [units, fill_price, outcome.rest.reason, outcome.rest.quantity];
};

describe('an order that meets a book', () => {
  it('fills at the other side of the book, not near a last trade of three hours ago', () => {
    const offered = { depth: book([[9, 75]], [[14, 75]]), last_trade_time: timeOf(AT - 3 * HOUR) };

    expect(result('BUY', 75, marketAt(12, offered, { instrument: OPTION }))).toEqual([75, 14]);
    expect(result('SELL', 75, marketAt(12, offered, { instrument: OPTION }))).toEqual([75, 9]);
  });

  it('gets what is on offer, and the rest fails', () => {
    const market = marketAt(100, { depth: book([[99.95, 500]], [[100.05, 300]]) });

    expect(result('BUY', 1_500, market)).toEqual([300, 100.05, 'NOT_OFFERED', 1_200]);
  });

  it('pays the average of the levels, rounded against it to a ten-thousandth', () => {
    const depth = book(
      [
        [99.95, 1],
        [99.9, 2],
      ],
      [
        [100, 1],
        [100.05, 2],
      ],
    );

    expect(result('BUY', 3, marketAt(100, { depth }))).toEqual([3, 100.0334]);
    expect(result('SELL', 3, marketAt(100, { depth }))).toEqual([3, 99.9166]);
  });

  it('gets whole lots only, because a part of one could not be sold again', () => {
    const market = (quantity: number) =>
      marketAt(12, { depth: book([], [[14, quantity]]) }, { instrument: OPTION });

    expect(result('BUY', 225, market(200))).toEqual([150, 14, 'NOT_OFFERED', 75]);
    expect(result('BUY', 225, market(74))).toEqual(['NOT_OFFERED']);
    expect(result('BUY', 40, market(50))).toEqual([40, 14]);
  });

  it('does not get units that an earlier order took from the same book', () => {
    const depth = book(
      [],
      [
        [100, 300],
        [101, 50],
      ],
    );

    expect(result('BUY', 200, marketAt(100, { depth }, { taken: 250 }))).toEqual([
      100,
      100.5,
      'NOT_OFFERED',
      100,
    ]);
    expect(result('BUY', 1, marketAt(100, { depth }, { taken: 350 }))).toEqual(['NOT_OFFERED']);
  });

  it('gets nothing on the locked side of a circuit, where the book has one side only', () => {
    const offered = { depth: book([[110, 90_000]], []), upper_circuit_limit: 110 };

    expect(result('BUY', 10, marketAt(110, offered))).toEqual(['NOT_OFFERED']);
    expect(result('SELL', 10, marketAt(110, offered))).toEqual([10, 110]);
  });

  it('gets nothing from an empty book', () => {
    expect(result('SELL', 10, marketAt(110, { depth: book([], []) }))).toEqual(['NOT_OFFERED']);
  });

  it('does not fill beyond the limits of the day', () => {
    const offered = {
      depth: book(
        [[90, 5]],
        [
          [109.95, 5],
          [110.05, 5],
        ],
      ),
      upper_circuit_limit: 110,
      lower_circuit_limit: 90.05,
    };

    expect(result('BUY', 10, marketAt(100, offered))).toEqual([5, 109.95, 'NOT_OFFERED', 5]);
    expect(result('SELL', 5, marketAt(100, offered))).toEqual(['NOT_OFFERED']);
  });

  it('fails where the amount is beyond an exact one', () => {
    const depth = book([], [[99_000_000, 1_000_000_000]]);

    expect(result('BUY', 1_000_000_000, marketAt(100, { depth }))).toEqual(['AMOUNT_OUT_OF_RANGE']);
  });
});

describe('an order without a book', () => {
  it('does not fill at an old last trade, although the tick is fresh', () => {
    const traded = (age: number) => marketAt(12, { last_trade_time: timeOf(AT - age) });

    expect(result('BUY', 75, traded(3 * HOUR))).toEqual(['STALE_PRICE']);
    expect(result('BUY', 75, traded(15_001))).toEqual(['STALE_PRICE']);
    expect(result('BUY', 75, traded(15_000))).toEqual([75, 12.05]);
  });

  it('does not fill on the locked side of a circuit, and on the other side not beyond it', () => {
    const limits = { upper_circuit_limit: 110, lower_circuit_limit: 90 };

    expect(result('BUY', 10, marketAt(110, limits))).toEqual(['NOT_OFFERED']);
    expect(result('SELL', 10, marketAt(90, limits))).toEqual(['NOT_OFFERED']);
    expect(result('BUY', 10, marketAt(109.99, limits))).toEqual([10, 110]);
    expect(result('SELL', 10, marketAt(90.01, limits))).toEqual([10, 90]);
    expect(result('BUY', 10, marketAt(90, limits))).toEqual([10, 90.05]);
  });

  it('fills within the range of its replayed bar', () => {
    const bar = { low: 99.97, high: 100.02 };

    expect(result('BUY', 1, marketAt(100.02, { bar }))).toEqual([1, 100.02]);
    expect(result('SELL', 1, marketAt(99.97, { bar }))).toEqual([1, 99.97]);
  });

  it('fills an index without a tick size at steps of five paise', () => {
    const index: Instrument = { ...SHARE, segment: 'INDICES', tick_size: 0 };
    const still = new PaperTrader({ maxPriceAgeMs: 0, slippageBasisPoints: 0 });

    const outcome = still.execute(order({}), marketAt(15_692.13, undefined, { instrument: index }));

    expect(outcome.data).toMatchObject({ fill_price: 15_692.15 });
  });
});

describe('an order outside of the session', () => {
  const at = (text: string): number => Date.parse(`2026-05-04T${text}+05:30`);
  const resultAt = (now: string, price: string, instrument = SHARE) =>
    result('SELL', 1, { instrument, quote: { price: 100, at: at(price) }, now: at(now) });

  it.each([
    ['before the open', '09:14:59.999', '09:14:59', SHARE],
    ['after the close', '15:30:00', '15:29:59', SHARE],
    ['at a price of the pre-open', '09:15:01', '09:14:59', SHARE],
    ['after the close of currencies', '17:00:01', '16:59:59', { ...SHARE, segment: 'CDS-FUT' as const }],
  ])('fails %s', (_, now, price, instrument) => {
    expect(resultAt(now, price, instrument)).toEqual(['MARKET_CLOSED']);
  });

  it('fills in the last moment of the session', () => {
    expect(resultAt('15:29:59.999', '15:29:59')).toEqual([1, 99.95]);
  });

  it('fails on a holiday', () => {
    const republicDay = Date.parse('2026-01-26T11:00:00+05:30');
    const market = { instrument: SHARE, quote: { price: 100, at: republicDay }, now: republicDay };

    expect(result('BUY', 1, market)).toEqual(['MARKET_CLOSED']);
  });
});

const price = fc.integer({ min: 1, max: 4_000 }).map((ticks): number => ticks / 20);
const side = fc.array(fc.record({ price, quantity: fc.integer({ min: 1, max: 500 }) }), { maxLength: 5 });
const seconds = (max: number) => fc.integer({ min: 0, max }).map((value) => value * 1_000);

/** Limits in the right order, each of which may be absent. */
const limits = fc
  .record({ a: price, b: price, hasUpper: fc.boolean(), hasLower: fc.boolean() })
  .map(({ a, b, hasUpper, hasLower }) => ({
    ...(hasUpper && { upper_circuit_limit: Math.max(a, b) }),
    ...(hasLower && { lower_circuit_limit: Math.min(a, b) }),
  }));

const situation = fc.record({
  last: price,
  offered: fc.record(
    {
      depth: fc.record({ buy: side, sell: side }),
      last_trade_time: seconds(60).map((age) => timeOf(AT - age)),
    },
    { requiredKeys: [] },
  ),
  limits,
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  quantity: fc.integer({ min: 1, max: 2_000 }),
  taken: fc.integer({ min: 0, max: 600 }),
  quoteAge: seconds(30),
  sinceOpen: seconds(7 * 3_600).map((elapsed) => elapsed - HOUR / 2),
  signal: fc.integer({ min: 0, max: 1_000 }),
  lot: fc.constantFrom(1, 1, 25),
});

/** The cheapest cost of units (the highest proceeds of a sale) in a book, by counting single units. */
const best = (levels: readonly { price: number; quantity: number }[], skip: number, units: number): number =>
  levels
    .flatMap((level) => Array.from({ length: level.quantity }, () => Math.round(level.price * 10_000)))
    .slice(skip, skip + units)
    .reduce((sum, each) => sum + each, 0);

describe('any order in any book', () => {
  it('never fills better than the book, beyond the offer, the limits or the session, or at a stale trade', () => {
    const seen = { full: 0, part: 0, none: 0 };
    const OPEN = Date.parse('2026-05-04T09:15:00+05:30');
    const CLOSE = Date.parse('2026-05-04T15:30:00+05:30');
    check(
      fc.property(situation, (given) => {
        const now = OPEN + given.sinceOpen;
        const at = now - given.quoteAge;
        const { upper_circuit_limit: upper, lower_circuit_limit: lower } = given.limits;
        const { depth } = given.offered;
        const last_trade_time =
          given.offered.last_trade_time && timeOf(Date.parse(given.offered.last_trade_time) - AT + at);
        const offered = { ...given.offered, ...given.limits, last_trade_time };
        const buys = given.side === 'BUY';
        const outcome = trader.execute(
          order({ side: given.side, quantity: given.quantity, signalId: signalId(given.signal) }),
          {
            instrument: { ...SHARE, closing_auction: false, lot_size: given.lot },
            quote: { price: given.last, at, offered },
            now,
            taken: given.taken,
          },
        );
        const done = outcome.filled ? outcome.data.quantity : 0;
        const failed = outcome.filled ? (outcome.rest?.quantity ?? 0) : outcome.data.quantity;
        expect(done + failed).toBe(given.quantity);
        expect(failed === 0 || done % given.lot === 0).toBe(true);
        seen[done === 0 ? 'none' : failed === 0 ? 'full' : 'part'] += 1;
        if (!outcome.filled) return;

        const { fill_price } = outcome.data;
        expect(now >= OPEN && now < CLOSE && at >= OPEN).toBe(true);
        expect(now - at).toBeLessThanOrEqual(15_000);
        expect(fill_price).toBeLessThanOrEqual(upper ?? Infinity);
        expect(fill_price).toBeGreaterThanOrEqual(lower ?? 0);
        if (depth === undefined) {
          const traded = Date.parse(last_trade_time ?? timeOf(now));
          expect(now - traded).toBeLessThanOrEqual(15_000);
          const isLimited = upper !== undefined || lower !== undefined;
          expect(isLimited || (buys ? fill_price >= given.last : fill_price <= given.last)).toBe(true);
          return;
        }
        const levels = (buys ? depth.sell : depth.buy)
          .filter((level) => level.price <= (upper ?? Infinity) && level.price >= (lower ?? 0))
          .toSorted((a, b) => (buys ? a.price - b.price : b.price - a.price));
        const total = levels.reduce((sum, { quantity }) => sum + quantity, 0);
        expect(done).toBeLessThanOrEqual(Math.max(0, total - given.taken));
        const cost = Math.round(fill_price * 10_000) * done;
        const fair = best(levels, given.taken, done);
        expect(buys ? cost >= fair : cost <= fair).toBe(true);
        expect(Math.abs(cost - fair)).toBeLessThan(done);
      }),
      2_000,
    );
    expect(seen.full).toBeGreaterThan(0);
    expect(seen.part).toBeGreaterThan(0);
    expect(seen.none).toBeGreaterThan(0);
  });
});
