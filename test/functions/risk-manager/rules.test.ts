import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../functions/risk-manager/facts.ts';
import { judge } from '../../../functions/risk-manager/judge.ts';
import { RISK_RULES, type RiskCode } from '../../../functions/risk-manager/rule-table.ts';
import type { RiskLimits } from '../../../shared/controls/limits.ts';
import { fromRupees } from '../../../shared/money.ts';
import { parsed, unusable } from '../../../shared/parsed.ts';
import { controls, facts, instrument, NOON, signal } from './fixtures.ts';

const passes = (code: RiskCode, change: Partial<Facts>): boolean | undefined =>
  judge(facts(change)).checks.find(({ rule }) => rule === code)?.passed;

const limited = (limits: Partial<RiskLimits>): Partial<Facts> => ({ controls: controls(limits) });
const known = (change: Parameters<typeof instrument>[0]): Partial<Facts> => ({
  instrument: parsed(instrument(change)),
});
/** A signal at a price after another one, with live limits of 1 % or some ticks. */
const cheap = (before: number, price: number, ticks: number): Partial<Facts> => ({
  signal: signal({ price }),
  market: parsed({ price: before, at: NOON - 1 }),
  ...limited({ max_price_deviation_bps: 100, max_price_deviation_ticks: ticks }),
});
const missing = unusable('instrument 1 is not listed by the broker, nor in the instruments table');
const ist = (text: string): number => Date.parse(`${text}+05:30`);

/** The exchanges publish a year in December before it. */
const UNKNOWN_YEAR = { signalAt: ist('2031-06-16T12:00:00.000'), now: ist('2031-06-16T12:00:00.000') };

type Case = readonly [what: string, code: RiskCode, change: Partial<Facts>, passed: boolean];

const CASES: readonly Case[] = [
  ['a BUY', 'HOLD_SIGNAL', {}, true],
  ['a SELL', 'HOLD_SIGNAL', { signal: signal({ signal_type: 'SELL' }), quantity: -10 }, true],
  ['a HOLD', 'HOLD_SIGNAL', { signal: signal({ signal_type: 'HOLD' }), quantity: 0 }, false],

  ['no order before', 'DUPLICATE_SIGNAL', {}, true],
  [
    'the same order on the same tick',
    'DUPLICATE_SIGNAL',
    { lastValidated: { at: NOON, quantity: 10 } },
    false,
  ],
  [
    'the same order just within the window',
    'DUPLICATE_SIGNAL',
    { lastValidated: { at: NOON - 999, quantity: 10 } },
    false,
  ],
  [
    'the same order at the window',
    'DUPLICATE_SIGNAL',
    { lastValidated: { at: NOON - 1_000, quantity: 10 } },
    true,
  ],
  [
    'the same order that comes late',
    'DUPLICATE_SIGNAL',
    { lastValidated: { at: NOON + 999, quantity: 10 } },
    false,
  ],
  [
    'the other side within the window',
    'DUPLICATE_SIGNAL',
    { lastValidated: { at: NOON, quantity: -10 } },
    true,
  ],
  [
    'another quantity within the window',
    'DUPLICATE_SIGNAL',
    { lastValidated: { at: NOON, quantity: 11 } },
    true,
  ],

  ['a switch that is off', 'KILL_SWITCH', {}, true],
  [
    'a switch that is on',
    'KILL_SWITCH',
    { controls: controls({}, { killSwitch: { engaged: true, reason: 'drill' } }) },
    false,
  ],

  ['paper without a login', 'SESSION_EXPIRED', {}, true],
  ['live without a login', 'SESSION_EXPIRED', { broker: 'zerodha' }, false],
  [
    'live just before expiry',
    'SESSION_EXPIRED',
    { broker: 'zerodha', session: { expiresAt: NOON + 1 } },
    true,
  ],
  ['live at expiry', 'SESSION_EXPIRED', { broker: 'zerodha', session: { expiresAt: NOON } }, false],
  ['live after expiry', 'SESSION_EXPIRED', { broker: 'zerodha', session: { expiresAt: NOON - 1 } }, false],

  ['a known instrument', 'UNKNOWN_INSTRUMENT', {}, true],
  ['an unknown instrument', 'UNKNOWN_INSTRUMENT', { instrument: missing }, false],

  ['a future', 'NOT_TRADABLE', {}, true],
  ['an index on paper', 'NOT_TRADABLE', known({ segment: 'INDICES' }), true],
  ['an index live', 'NOT_TRADABLE', { ...known({ segment: 'INDICES' }), broker: 'zerodha' }, false],
  ['an unknown instrument', 'NOT_TRADABLE', { instrument: missing }, false],

  [
    'an option in the last moment of its expiry day',
    'NOT_TRADABLE',
    { ...known({ expiry: '2026-06-16' }), now: ist('2026-06-16T23:59:59.999') },
    true,
  ],
  [
    'a contract on the day after',
    'NOT_TRADABLE',
    { ...known({ expiry: '2026-06-16' }), now: ist('2026-06-17T00:00:00.000') },
    false,
  ],

  [
    'an entry in what the broker lists no more',
    'NOT_TRADABLE',
    known({ unlisted_since: '2026-06-15' }),
    false,
  ],
  [
    'a reduction of what the broker lists no more',
    'NOT_TRADABLE',
    { ...known({ unlisted_since: '2026-06-15' }), reduces: true },
    true,
  ],

  ['a time in the session', 'MARKET_CLOSED', {}, true],
  [
    'a reduction decided before the open',
    'MARKET_CLOSED',
    { reduces: true, signalAt: ist('2026-06-16T09:14:59.999') },
    true,
  ],
  [
    'a reduction after the close',
    'MARKET_CLOSED',
    { reduces: true, now: ist('2026-06-16T15:30:00.000') },
    false,
  ],
  [
    'a reduction of a share of which no one knows whether it closes by auction',
    'MARKET_CLOSED',
    {
      ...known({ segment: 'NSE', exchange: 'NSE' }),
      reduces: true,
      now: ist('2026-08-03T15:20:00.000'),
    },
    true,
  ],
  [
    'a reduction of a share in its closing auction',
    'MARKET_CLOSED',
    {
      ...known({ segment: 'NSE', exchange: 'NSE', closing_auction: true }),
      reduces: true,
      now: ist('2026-08-03T15:20:00.000'),
    },
    false,
  ],
  ['now just before the close', 'MARKET_CLOSED', { now: ist('2026-06-16T15:29:59.999') }, true],
  ['now at the close', 'MARKET_CLOSED', { now: ist('2026-06-16T15:30:00.000') }, false],
  ['a signal at the open', 'MARKET_CLOSED', { signalAt: ist('2026-06-16T09:15:00.000') }, true],
  ['a signal just before the open', 'MARKET_CLOSED', { signalAt: ist('2026-06-16T09:14:59.999') }, false],
  ['an unknown instrument', 'MARKET_CLOSED', { instrument: missing }, false],
  ['an entry in a year without a calendar', 'MARKET_CLOSED', UNKNOWN_YEAR, false],
  ['a reduction in a year without a calendar', 'MARKET_CLOSED', { ...UNKNOWN_YEAR, reduces: true }, true],
  [
    'a stock in its closing auction',
    'MARKET_CLOSED',
    {
      ...known({ segment: 'NSE', exchange: 'NSE' }),
      signalAt: ist('2026-08-03T15:20:00.000'),
      now: ist('2026-08-03T15:20:00.000'),
    },
    false,
  ],
  [
    'a stock known to have no closing auction',
    'MARKET_CLOSED',
    {
      ...known({ segment: 'NSE', exchange: 'NSE', closing_auction: false }),
      signalAt: ist('2026-08-03T15:20:00.000'),
      now: ist('2026-08-03T15:20:00.000'),
    },
    true,
  ],

  ['a signal just under the age', 'STALE_SIGNAL', { signalAt: NOON - 4_999 }, true],
  ['a signal at the age', 'STALE_SIGNAL', { signalAt: NOON - 5_000 }, true],
  ['a signal just over the age', 'STALE_SIGNAL', { signalAt: NOON - 5_001 }, false],
  ['a signal ahead by the skew', 'STALE_SIGNAL', { signalAt: NOON + 2_000 }, true],
  ['a signal from the future', 'STALE_SIGNAL', { signalAt: NOON + 2_001 }, false],

  ['a price at the age', 'STALE_PRICE', { quote: { price: 100, at: NOON - 10_000 } }, true],
  ['a price just over the age', 'STALE_PRICE', { quote: { price: 100, at: NOON - 10_001 } }, false],
  ['a price ahead by the skew', 'STALE_PRICE', { quote: { price: 100, at: NOON + 2_000 } }, true],
  ['a price from the future', 'STALE_PRICE', { quote: { price: 100, at: NOON + 2_001 } }, false],
  ['no price', 'STALE_PRICE', { quote: undefined }, false],

  ['an old price', 'NO_PRICE', { quote: { price: 100, at: NOON - 86_400_000 } }, true],
  ['no price', 'NO_PRICE', { quote: undefined }, false],

  ['an opening within the price band', 'PRICE_BAND', {}, true],
  [
    'an opening beyond the price band',
    'PRICE_BAND',
    { gap: { contract: 'NSE:INFY', from: 1_964, to: 977, after: '2026-05-05', until: '2026-05-06' } },
    false,
  ],

  ['a price just under the deviation', 'PRICE_DEVIATION', { signal: signal({ price: 102.95 }) }, true],
  ['a price at the deviation', 'PRICE_DEVIATION', { signal: signal({ price: 103 }) }, true],
  ['a price just over the deviation', 'PRICE_DEVIATION', { signal: signal({ price: 103.0001 }) }, false],
  ['a price at the deviation below', 'PRICE_DEVIATION', { signal: signal({ price: 97 }) }, true],
  ['a price just over the deviation below', 'PRICE_DEVIATION', { signal: signal({ price: 96.9999 }) }, false],
  ['ten ticks of an option of ₹1.50', 'PRICE_DEVIATION', cheap(1.5, 2, 10), true],
  ['more than ten ticks of it', 'PRICE_DEVIATION', cheap(1.5, 2.05, 10), false],
  ['ten ticks below', 'PRICE_DEVIATION', cheap(1.5, 1, 10), true],
  ['one tick of an option of ₹0.05', 'PRICE_DEVIATION', cheap(0.05, 0.1, 1), true],
  ['two ticks where one is allowed', 'PRICE_DEVIATION', cheap(0.05, 0.15, 1), false],
  [
    'an index, which has no tick',
    'PRICE_DEVIATION',
    { ...known({ tick_size: 0 }), ...cheap(100, 104, 20) },
    false,
  ],
  ['a price with nothing to compare', 'PRICE_DEVIATION', { market: unusable('no price before') }, false],

  ['a whole number of lots', 'LOT_SIZE', known({ lot_size: 5 }), true],
  ['a unit less than a lot', 'LOT_SIZE', known({ lot_size: 11 }), false],
  ['an index, which has no lot', 'LOT_SIZE', known({ lot_size: 0 }), true],
  ['a unit more than a lot', 'LOT_SIZE', known({ lot_size: 9 }), false],
  ['an unknown instrument', 'LOT_SIZE', { instrument: missing }, false],

  ['no freeze quantity', 'FREEZE_QUANTITY', {}, true],
  ['just under the freeze quantity', 'FREEZE_QUANTITY', known({ freeze_quantity: 11 }), true],
  ['the freeze quantity', 'FREEZE_QUANTITY', known({ freeze_quantity: 10 }), true],
  ['just over the freeze quantity', 'FREEZE_QUANTITY', known({ freeze_quantity: 9 }), false],
  ['an unknown instrument', 'FREEZE_QUANTITY', { instrument: missing }, false],

  ['just under the notional', 'MAX_ORDER_NOTIONAL', limited({ max_order_notional: 1_000.0001 }), true],
  ['the notional', 'MAX_ORDER_NOTIONAL', limited({ max_order_notional: 1_000 }), true],
  ['just over the notional', 'MAX_ORDER_NOTIONAL', limited({ max_order_notional: 999.9999 }), false],
  ['an unknown instrument', 'MAX_ORDER_NOTIONAL', { instrument: missing }, false],
  [
    'an order beyond counting',
    'MAX_ORDER_NOTIONAL',
    { notional: unusable('beyond counting'), ...limited({ max_order_notional: 1e11 }) },
    false,
  ],

  ['just under the position', 'MAX_POSITION_SIZE', limited({ max_position_size: 11 }), true],
  ['the position', 'MAX_POSITION_SIZE', limited({ max_position_size: 10 }), true],
  ['just over the position', 'MAX_POSITION_SIZE', limited({ max_position_size: 9 }), false],
  [
    'the position, short',
    'MAX_POSITION_SIZE',
    { range: { lowest: -10, highest: 0 }, ...limited({ max_position_size: 10 }) },
    true,
  ],
  [
    'just over the position, short',
    'MAX_POSITION_SIZE',
    { range: { lowest: -11, highest: 0 }, ...limited({ max_position_size: 10 }) },
    false,
  ],

  [
    'the exposure',
    'MAX_OPEN_EXPOSURE',
    { exposure: parsed(fromRupees(5_000)), ...limited({ max_open_exposure: 5_000 }) },
    true,
  ],
  [
    'just under the exposure',
    'MAX_OPEN_EXPOSURE',
    { exposure: parsed(fromRupees(4_999.9999)), ...limited({ max_open_exposure: 5_000 }) },
    true,
  ],
  [
    'just over the exposure',
    'MAX_OPEN_EXPOSURE',
    { exposure: parsed(fromRupees(5_000.0001)), ...limited({ max_open_exposure: 5_000 }) },
    false,
  ],
  [
    'an exposure that cannot be counted',
    'MAX_OPEN_EXPOSURE',
    { exposure: unusable('beyond counting') },
    false,
  ],

  [
    'just under the loss',
    'MAX_DAILY_LOSS',
    { loss: fromRupees(99.9999), ...limited({ max_daily_loss: 100 }) },
    true,
  ],
  ['the loss', 'MAX_DAILY_LOSS', { loss: fromRupees(100), ...limited({ max_daily_loss: 100 }) }, true],
  [
    'just over the loss',
    'MAX_DAILY_LOSS',
    { loss: fromRupees(100.0001), ...limited({ max_daily_loss: 100 }) },
    false,
  ],
  ['a loss that cannot be counted', 'MAX_DAILY_LOSS', { loss: undefined }, false],
  [
    'a latched loss that was won back',
    'MAX_DAILY_LOSS',
    { latch: { id: 'a', at: NOON - 1, releaseSeen: 0 } },
    false,
  ],

  [
    'the last order of the day',
    'MAX_DAILY_TRADES',
    { ordersToday: 4, ...limited({ max_daily_trades: 5 }) },
    true,
  ],
  ['one order more', 'MAX_DAILY_TRADES', { ordersToday: 5, ...limited({ max_daily_trades: 5 }) }, false],

  ['the tenth order in a second', 'ORDER_RATE', { recentOrders: Array(9).fill(NOON - 999) }, true],
  ['the eleventh order in a second', 'ORDER_RATE', { recentOrders: Array(10).fill(NOON - 999) }, false],
  ['the 400th order in a minute', 'ORDER_RATE', { ordersInMinute: 399 }, true],
  ['the 401st order in a minute', 'ORDER_RATE', { ordersInMinute: 400 }, false],
  ['the eleventh order a second later', 'ORDER_RATE', { recentOrders: Array(10).fill(NOON - 1_000) }, true],
];

describe('risk rules', () => {
  it.each(CASES)('%s: %s', (_, code, change, passed) => {
    expect(passes(code, change)).toBe(passed);
  });

  it('are all shown at their boundary', () => {
    const shown = new Set(CASES.map(([, code, , passed]) => `${code} ${passed}`));

    expect(shown).toEqual(
      new Set(Object.keys(RISK_RULES).flatMap((code) => [`${code} true`, `${code} false`])),
    );
  });
});

describe('a judgement', () => {
  it('holds the verdict of every rule, in the order of the table, with its values', () => {
    const { checks, rejection } = judge(facts());

    expect(rejection).toBeUndefined();
    expect(checks.map(({ rule }) => rule)).toEqual(Object.keys(RISK_RULES));
    expect(checks.every(({ passed, detail }) => passed && detail !== undefined && detail !== '')).toBe(true);
  });

  it('names the first rule that rejects the signal, and still evaluates the others', () => {
    const { checks, rejection } = judge(facts({ ...limited({ max_position_size: 1, max_daily_trades: 0 }) }));

    expect(rejection).toBe('MAX_POSITION_SIZE');
    expect(checks.filter(({ passed }) => !passed).map(({ rule }) => rule)).toEqual([
      'MAX_POSITION_SIZE',
      'MAX_DAILY_TRADES',
    ]);
  });

  it('rejects by every rule with a limit if the limits cannot be read', () => {
    const { checks } = judge(facts({ controls: controls({}, { limits: unusable('limits: bad') }) }));

    const withLimits = Object.entries(RISK_RULES).flatMap(([code, { limits }]) => (limits ? [code] : []));
    expect(checks.filter(({ passed }) => !passed).map(({ rule }) => rule)).toEqual(withLimits);
    expect(checks.find(({ rule }) => rule === 'MAX_DAILY_LOSS')?.detail).toBe('limits: bad');
  });

  it('lets a reduction pass every rule with limits, also if the limits cannot be read', () => {
    const { checks } = judge(
      facts({
        reduces: true,
        controls: controls({}, { killSwitch: { engaged: true, reason: 'drill' }, limits: unusable('bad') }),
        exposure: unusable('beyond counting'),
        quote: undefined,
        latch: { id: 'a', at: NOON, releaseSeen: 0 },
        range: { lowest: -1e6, highest: 1e6 },
      }),
    );

    expect(checks.filter(({ passed }) => !passed).map(({ rule }) => rule)).toEqual(['NO_PRICE']);
  });

  it('cuts a detail to the maximum length of risk_checks', () => {
    const { checks } = judge(facts({ instrument: unusable('x'.repeat(2_000)) }));

    expect(Math.max(...checks.map(({ detail = '' }) => detail.length))).toBe(512);
  });
});
