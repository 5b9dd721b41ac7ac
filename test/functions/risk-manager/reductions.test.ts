import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../functions/paper-trading-engine/permission.ts';
import type { RiskContext } from '../../../functions/risk-manager/context.ts';
import type { Controls } from '../../../shared/controls/controls.ts';
import { LIMIT_NAMES, type LimitName, type RiskLimits } from '../../../shared/controls/limits.ts';
import type { Broker } from '../../../shared/events/brokers.ts';
import { isOpen, istDate } from '../../../shared/market/calendar.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import type { LastPrice } from '../../../shared/market/last-price.ts';
import { parsed, unusable } from '../../../shared/parsed.ts';
import { check } from '../../support/seed.ts';
import { AccountDriver } from './account-driver.ts';
import {
  context,
  controls,
  fillEvent,
  instrument,
  iso,
  lastPrice,
  NIFTY,
  NOON,
  signalEvent,
} from './fixtures.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Limits that no position of these tests exceeds. */
const OPEN: RiskLimits = {
  max_position_size: 1e9,
  max_daily_trades: 5_000,
  max_price_deviation_bps: 10_000,
  max_price_deviation_ticks: 1_000,
  max_order_notional: 1e11,
  max_open_exposure: 1e11,
  max_daily_loss: 1e11,
  max_price_age_ms: 3_600_000,
  max_signal_age_ms: 3_600_000,
  max_clock_skew_ms: 60_000,
  duplicate_window_ms: 1,
  max_orders_per_second: 10,
  max_orders_per_minute: 400,
};

const marketOf = (
  one: Instrument | undefined,
  price: LastPrice | undefined,
  change: Partial<RiskContext> = {},
): RiskContext =>
  context(NOON, {
    instruments: new Map(one === undefined ? [] : [[NIFTY, parsed(one)]]),
    prices: new Map(price === undefined ? [] : [[NIFTY, price]]),
    ...change,
  });

/** An account with a position of signed units at a price, opened a day before noon. */
const holding = (units: number, price: number, broker: Broker = 'paper', lot = 1): AccountDriver => {
  const driver = new AccountDriver({ broker });
  const at = NOON - 24 * HOUR;
  const order = { signal_type: units > 0 ? 'BUY' : 'SELL', quantity: Math.abs(units), price } as const;
  const opening = signalEvent('opening', at, order, broker);
  const given = marketOf(instrument({ lot_size: lot }), lastPrice(price, at), {
    controls: controls(OPEN),
    session: { expiresAt: NOON * 2 },
  });
  expect(driver.judge(opening, given)).toBe('VALIDATED');
  driver.take(fillEvent(opening, {}, at));
  return driver;
};

/** Live limits as they are by default. */
const LIVE = {
  ...OPEN,
  max_price_deviation_bps: 100,
  max_price_deviation_ticks: 10,
  max_signal_age_ms: 3_000,
};

describe('a reduction passes', () => {
  const long = (given: RiskContext, change: Parameters<typeof signalEvent>[2] = {}, at = NOON): string =>
    holding(10, 100).judge(signalEvent('exit', at, { signal_type: 'SELL', price: 100, ...change }), given);

  it('for an illiquid option at ₹0.05 whose last price is of yesterday', () => {
    expect(long(marketOf(instrument(), lastPrice(1.5, NOON - 20 * HOUR)), { price: 0.05 })).toBe('VALIDATED');
  });

  it('for a short option from 1.50 to 1.60, and ten ticks with live limits for an entry', () => {
    const short = holding(-10, 1.5);
    const given = marketOf(instrument(), lastPrice(1.5, NOON - 1), { controls: controls(LIVE) });
    const at1_60 = { price: 1.6, quantity: 10 };

    expect(short.judge(signalEvent('entry', NOON, { ...at1_60, strategy_id: 'other' }), given)).toBe(
      'VALIDATED',
    );
    expect(short.judge(signalEvent('exit', NOON, { ...at1_60, price: 3.2 }), given)).toBe('VALIDATED');
  });

  it('for a share at its circuit', () => {
    const share = instrument({ segment: 'NSE', exchange: 'NSE', closing_auction: false });
    expect(long(marketOf(share, lastPrice(80, NOON - 1)), { price: 80 })).toBe('VALIDATED');
  });

  it('for an index option on its expiry day until the close', () => {
    const option = instrument({ segment: 'NFO-OPT', expiry: istDate(NOON) });
    const close = Date.parse('2026-06-16T15:30:00.000+05:30');

    expect(long(marketOf(option, lastPrice(0.05, close - 1)), {}, close - 1)).toBe('VALIDATED');
    expect(long(marketOf(option, lastPrice(0.05, close)), {}, close)).toBe('MARKET_CLOSED');
    expect(long(marketOf(option, lastPrice(0.05, NOON)), {}, NOON + 24 * HOUR)).toBe('NOT_TRADABLE');
  });

  it('at 15:29:59', () => {
    const at = Date.parse('2026-06-16T15:29:59.000+05:30');
    expect(long(marketOf(instrument(), lastPrice(100, at)), {}, at)).toBe('VALIDATED');
  });

  it('with a signal and a price that are older than their limits, and with a clock ahead or behind', () => {
    const old = marketOf(instrument(), lastPrice(100, NOON - 5 * MINUTE), { now: NOON + 5 * MINUTE });
    expect(long(old)).toBe('VALIDATED');
    expect(long(marketOf(instrument(), lastPrice(100, NOON), { now: NOON - MINUTE }))).toBe('VALIDATED');
  });

  it('on a day without a calendar', () => {
    const at = Date.parse('2036-06-17T10:00:00.000+05:30');
    expect(long(marketOf(instrument(), lastPrice(100, at)), {}, at)).toBe('VALIDATED');
  });

  it('of an index on paper, which has no tick and no lot', () => {
    const index = instrument({ segment: 'INDICES', exchange: 'NSE', lot_size: 0, tick_size: 0 });
    expect(long(marketOf(index, lastPrice(100, NOON - 1)))).toBe('VALIDATED');
  });

  it('with malformed limits and the kill switch engaged', () => {
    const stopped = controls(
      {},
      { limits: unusable('bad'), killSwitch: { engaged: true, reason: 'malformed' } },
    );
    expect(long(marketOf(instrument(), lastPrice(100, NOON - 1), { controls: stopped }))).toBe('VALIDATED');
  });

  it('in whole lots only, after the lot was changed overnight', () => {
    const given = marketOf(instrument({ lot_size: 65 }), lastPrice(100, NOON - 1));
    const sell = (quantity: number) =>
      holding(75, 100).verdict(signalEvent('exit', NOON, { signal_type: 'SELL', quantity }), given);

    expect(sell(65).code).toBe('VALIDATED');
    const { code, risk_checks } = sell(75);
    expect(code).toBe('LOT_SIZE');
    expect(risk_checks.find(({ rule }) => rule === 'LOT_SIZE')?.detail).toBe(
      '75 in lots of 65, at most 65 of it',
    );
  });
});

describe('a reduction that comes twice', () => {
  const exit = (name: string, quantity: number) => signalEvent(name, NOON, { signal_type: 'SELL', quantity });
  const given = marketOf(instrument(), lastPrice(100, NOON - 1));

  it('within a tick is no reduction the second time: the first is pending', () => {
    const driver = holding(10, 100);

    expect(driver.judge(exit('a', 10), given)).toBe('VALIDATED');
    expect(driver.judge(exit('b', 10), given)).toBe('DUPLICATE_SIGNAL');
    expect(
      driver.judge(
        exit('c', 9),
        marketOf(instrument(), lastPrice(100, NOON - 1), {
          controls: controls({}, { killSwitch: { engaged: true, reason: 'drill' } }),
        }),
      ),
    ).toBe('KILL_SWITCH');
  });

  it('as the same event is ignored', () => {
    const driver = holding(10, 100);
    const one = exit('a', 5);
    driver.judge(one, given);

    expect(driver.take(one, given)).toEqual([]);
  });

  it('never takes a position beyond zero, for any repeats and sizes', () => {
    const stopped = controls(OPEN, { killSwitch: { engaged: true, reason: 'drill' } });
    check(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 30 })), { maxLength: 20 }),
        (units, short, orders) => {
          const driver = holding(short ? -units : units, 100);
          let left = units;
          for (const [name, [sells, quantity]] of orders.entries()) {
            const event = signalEvent(name, NOON, { signal_type: sells ? 'SELL' : 'BUY', quantity });
            const code = driver.judge(event, { ...given, controls: stopped });
            const reduces = sells !== short && quantity <= left;
            expect(code === 'VALIDATED').toBe(reduces);
            if (reduces) left -= quantity;
          }
        },
      ),
    );
  });
});

const anyLimits: fc.Arbitrary<Controls['limits']> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(unusable('limits: bad')) },
  {
    weight: 4,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 400 }), {
        minLength: LIMIT_NAMES.length,
        maxLength: LIMIT_NAMES.length,
      })
      .map((values) => {
        const limits: { [Name in LimitName]: number } = { ...OPEN };
        for (const [place, name] of LIMIT_NAMES.entries()) limits[name] = values[place] ?? 0;
        return parsed(limits);
      }),
  },
);

/** From no price to more than any. */
const anyPrice = fc.oneof(
  fc.integer({ min: 1, max: 200 }).map((ticks) => ticks / 20),
  fc.integer({ min: 1, max: 2e9 }).map((ticks) => ticks / 20),
);

/** Hours after 10:00 on a Tuesday: at night, in the session, after its end, on later days and in a year without calendar. */
const HOURS = [-10, -0.4, 0, 0.001, 1, 5.4, 5.5, 6, 20, 24, 96, 24 * 365 * 10] as const;

const situation = fc.record({
  broker: fc.constantFrom<Broker>('paper', 'zerodha'),
  lots: fc.integer({ min: 1, max: 20 }),
  reducedLots: fc.integer({ min: 1, max: 20 }),
  odd: fc.boolean(),
  short: fc.boolean(),
  lot: fc.constantFrom(1, 25, 65, 75),
  freeze: fc.option(fc.integer({ min: 1, max: 3_000 }), { nil: undefined }),
  segment: fc.constantFrom<Instrument['segment']>(
    'NFO-OPT',
    'NFO-FUT',
    'NSE',
    'INDICES',
    'MCX-FUT',
    'CDS-FUT',
  ),
  expiry: fc.option(fc.constantFrom('2026-06-15', '2026-06-16', '2026-06-25'), { nil: undefined }),
  known: fc.boolean(),
  entry: anyPrice,
  price: fc.option(anyPrice, { nil: undefined }),
  recorded: fc.option(anyPrice, { nil: undefined }),
  recordedAge: fc.constantFrom(-HOUR, -1, 0, 1, 10 * SECOND, 30 * HOUR),
  clock: fc.integer({ min: -59, max: 3 * 60 * 60 }),
  limits: anyLimits,
  engaged: fc.boolean(),
  loggedIn: fc.boolean(),
  hours: fc.constantFrom(...HOURS),
  ordersBefore: fc.constantFrom(0, 9, 10, 400, 5_000),
});

type Situation = typeof situation extends fc.Arbitrary<infer One> ? One : never;

/** Why the exchange, or the broker without a login, would refuse the order. */
const refusedByExchange = (one: Situation, quantity: number, now: number): ReadonlySet<string> => {
  const { broker, segment, lot, freeze, expiry, known, price, recorded, loggedIn } = one;
  const hasCalendar = istDate(now).startsWith('2026');
  const reasons: Readonly<Record<string, boolean>> = {
    SESSION_EXPIRED: broker === 'zerodha' && !loggedIn,
    UNKNOWN_INSTRUMENT: !known,
    NOT_TRADABLE:
      !known ||
      (broker === 'zerodha' && segment === 'INDICES') ||
      (expiry !== undefined && istDate(now) > expiry),
    MARKET_CLOSED: !known || (hasCalendar && !isOpen(segment, now, { closingAuction: false })),
    LOT_SIZE: !known || quantity % lot !== 0,
    FREEZE_QUANTITY: !known || (freeze !== undefined && quantity > freeze),
    NO_PRICE: price === undefined && recorded === undefined,
  };
  return new Set(Object.keys(reasons).filter((code) => reasons[code]));
};

describe('no path of prices and no limit', () => {
  it("refuses a pure reduction: only the exchange's own reasons do, and each of them does", () => {
    const seen = new Map<string, number>();
    check(
      fc.property(situation, (one) => {
        const { broker, lot, lots, short, entry, segment, freeze, expiry } = one;
        const held = lots * lot * (short ? -1 : 1);
        const driver = holding(held, Math.min(entry, 10_000), broker, lot);
        driver.state.orders = one.ordersBefore;
        const now = NOON + one.hours * HOUR;
        const signalAt = now - one.clock * SECOND;
        driver.state.recentOrders = Array(Math.min(one.ordersBefore, 20)).fill(signalAt);
        driver.state.orderCounts = [[Math.floor(signalAt / SECOND), one.ordersBefore]];
        const reduced = Math.min(one.reducedLots, lots) * lot;
        const quantity = one.odd ? Math.max(1, reduced - 1) : reduced;
        const contract = instrument({
          segment,
          lot_size: lot,
          ...(freeze !== undefined && { freeze_quantity: freeze }),
          ...(expiry !== undefined && { expiry }),
        });
        const settings = controls(
          {},
          { limits: one.limits, killSwitch: { engaged: one.engaged, reason: 'drill' } },
        );
        const recorded =
          one.recorded === undefined ? undefined : lastPrice(one.recorded, now - one.recordedAge);
        const event = signalEvent(
          'exit',
          signalAt,
          { signal_type: short ? 'BUY' : 'SELL', quantity, price: one.price },
          broker,
        );

        const { code, risk_checks } = driver.verdict(
          { ...event, ts: iso(Math.min(signalAt, now)) },
          marketOf(one.known ? contract : undefined, recorded, {
            now,
            controls: settings,
            ...(one.loggedIn && { session: { expiresAt: now + 1 } }),
          }),
        );

        const expected = refusedByExchange(one, quantity, now);
        expect(new Set(risk_checks.filter(({ passed }) => !passed).map(({ rule }) => rule))).toEqual(
          expected,
        );
        seen.set(code, (seen.get(code) ?? 0) + 1);

        const order = { quantity: short ? quantity : -quantity, squaresOff: true };
        const request = { held, ...order, segment: contract.segment, signalAt, now };
        for (const product of ['CNC', 'MIS'] as const) {
          expect(refusalOf({ ...request, product }, settings)).toBeUndefined();
        }
      }),
      1_000,
    );
    expect([...seen.keys()].sort()).toEqual(
      expect.arrayContaining([
        'LOT_SIZE',
        'MARKET_CLOSED',
        'NOT_TRADABLE',
        'UNKNOWN_INSTRUMENT',
        'VALIDATED',
      ]),
    );
  });
});
