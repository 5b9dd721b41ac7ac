import { describe, expect, it } from 'vitest';
import type { RiskContext } from '../../../functions/risk-manager/context.ts';
import type { RiskLimits } from '../../../shared/controls/limits.ts';
import type { TradingSignal } from '../../../shared/events/types.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import { parsed } from '../../../shared/parsed.ts';
import { AccountDriver } from './account-driver.ts';
import { context, controls, fillEvent, instrument, lastPrice, NIFTY, NOON, signalEvent } from './fixtures.ts';

const OPTION = 1;
const SHARE = 2;
const SECOND = 1_000;
const EVERYTHING = { max_order_notional: 1e11, max_open_exposure: 1e11, max_position_size: 1e9 };

const option = (change: Partial<Instrument> = {}): Instrument =>
  instrument({
    instrument_token: OPTION,
    tradingsymbol: 'NIFTY26JUN25000CE',
    segment: 'NFO-OPT',
    lot_size: 65,
    strike: 25_000,
    option_type: 'CE',
    ...change,
  });

/** A market with an option at ₹100, a share at ₹100, and the prices of underlyings. */
const market = (
  one: Instrument | undefined,
  limits: Partial<RiskLimits> = {},
  { at = NOON, underlying, premium = 100 }: { at?: number; underlying?: number; premium?: number } = {},
): RiskContext =>
  context(at, {
    controls: controls({ ...EVERYTHING, ...limits }),
    instruments: new Map([
      ...(one === undefined ? [] : [[OPTION, parsed(one)] as const]),
      [SHARE, parsed(instrument({ instrument_token: SHARE, segment: 'NSE', exchange: 'NSE' }))],
    ]),
    prices: new Map([
      [OPTION, lastPrice(premium, at)],
      [SHARE, lastPrice(100, at)],
      ...(underlying === undefined ? [] : [[NIFTY, lastPrice(underlying, at - 1)] as const]),
    ]),
  });

const order = (name: string, change: Partial<TradingSignal>, at = NOON) =>
  signalEvent(name, at, { instrument_token: OPTION, quantity: 65, ...change });
const buy = (name: string, at?: number) => order(name, {}, at);
const sell = (name: string, at?: number) => order(name, { signal_type: 'SELL' }, at);
const buyShare = (name: string, at?: number) => order(name, { instrument_token: SHARE, quantity: 1 }, at);

const details = (driver: AccountDriver, event: ReturnType<typeof order>, given: RiskContext) => {
  const { risk_checks } = driver.verdict(event, given);
  const detail = (rule: string) => risk_checks.find((check) => check.rule === rule)?.detail;
  return { notional: detail('MAX_ORDER_NOTIONAL'), exposure: detail('MAX_OPEN_EXPOSURE') };
};

describe('an option counts', () => {
  it('with its premium when it is bought: 65 at ₹100', () => {
    const { notional, exposure } = details(new AccountDriver(), buy('a'), market(option()));

    expect(notional).toMatch(/^₹6500\.00 of/);
    expect(exposure).toMatch(/^₹6500\.00 of/);
  });

  it('with its strike when it is written, where the underlying has no recorded price', () => {
    const { notional, exposure } = details(new AccountDriver(), sell('a'), market(option()));

    expect(notional).toMatch(/^₹1625000\.00 of/);
    expect(exposure).toMatch(/^₹1625000\.00 of/);
  });

  it("with its underlying's last price when it is written, where that is recorded", () => {
    const known = option({ underlying_token: NIFTY });
    const { notional, exposure } = details(
      new AccountDriver(),
      sell('a'),
      market(known, {}, { underlying: 24_000 }),
    );

    expect(notional).toMatch(/^₹1560000\.00 of/);
    expect(exposure).toMatch(/^₹1560000\.00 of/);
  });

  it('with its premium when that is more than the underlying: a written put deep in the money', () => {
    const put = option({ option_type: 'PE', underlying_token: NIFTY });
    const given = market(put, {}, { underlying: 50, premium: 24_900 });

    expect(
      details(new AccountDriver(), order('a', { signal_type: 'SELL', price: 24_900 }), given).notional,
    ).toMatch(/^₹1618500\.00 of/);
  });

  it('with its multiplier in both ways: one lot of USDINR', () => {
    const usd = option({ segment: 'CDS-OPT', exchange: 'CDS', lot_size: 1, multiplier: 1_000, strike: 86 });
    const one = (side: 'BUY' | 'SELL') => order(side, { signal_type: side, quantity: 1, price: 0.5 });
    const given = market(usd, {}, { premium: 0.5 });

    expect(details(new AccountDriver(), one('BUY'), given).notional).toMatch(/^₹500\.00 of/);
    expect(details(new AccountDriver(), one('SELL'), given).notional).toMatch(/^₹86000\.00 of/);
  });

  it('with nothing that is known when it is written and its strike is not known: then it is refused', () => {
    const { code } = new AccountDriver().verdict(sell('a'), market(option({ strike: undefined })));
    expect(code).toBe('MAX_ORDER_NOTIONAL');
    expect(new AccountDriver().judge(buy('a'), market(option({ strike: undefined })))).toBe('VALIDATED');
  });
});

describe('the exposure of the account', () => {
  const written = () => {
    const driver = new AccountDriver();
    const one = sell('written');
    expect(driver.judge(one, market(option()))).toBe('VALIDATED');
    driver.take(fillEvent(one));
    return driver;
  };

  it('has a written option with its underlying, at an order of another instrument', () => {
    const later = NOON + SECOND;
    const known = option({ underlying_token: NIFTY });
    const given = market(known, {}, { at: later, underlying: 26_000 });

    expect(details(written(), buyShare('b', later), given).exposure).toMatch(/^₹1690100\.00 of/);
  });

  it('has the larger of both ways while a sale and a purchase are pending', () => {
    const driver = new AccountDriver();
    driver.judge(buy('long'), market(option()));
    expect(details(driver, sell('short'), market(option())).exposure).toMatch(/^₹1625000\.00 of/);
  });

  it('cannot be counted with a short position of an unknown instrument, so entries are refused and say why', () => {
    const later = NOON + SECOND;
    const driver = written();
    const { code, risk_checks } = driver.verdict(buyShare('b', later), market(undefined, {}, { at: later }));

    expect(code).toBe('MAX_OPEN_EXPOSURE');
    expect(risk_checks.find(({ rule }) => rule === code)?.detail).toBe(
      `instrument ${OPTION} is not listed by the broker, nor in the instruments table`,
    );
  });

  it('limits the writer, not the buyer: one lot is beyond ₹15 lakh', () => {
    const limits = { max_open_exposure: 1_500_000 };
    expect(new AccountDriver().judge(buy('a'), market(option(), limits))).toBe('VALIDATED');
    expect(new AccountDriver().judge(sell('a'), market(option(), limits))).toBe('MAX_OPEN_EXPOSURE');
  });
});

describe('an account that a price makes too large to count', () => {
  const held = () => {
    const driver = new AccountDriver();
    const gold = option({ segment: 'MCX-FUT', exchange: 'MCX', multiplier: 100, lot_size: 1 });
    const one = order('gold', { quantity: 1_500 });
    driver.judge(one, market(gold));
    driver.take(fillEvent(one, { multiplier: 100 }));
    const at = NOON + SECOND;
    return { driver, at, given: market(gold, {}, { at, premium: 99_999_999 }) };
  };

  it('lets reductions pass, refuses entries, and latches nothing', () => {
    const { driver, at, given } = held();

    expect(driver.judge(buyShare('entry', at), given)).toBe('MAX_OPEN_EXPOSURE');
    const exit = order('exit', { signal_type: 'SELL', quantity: 1_500 }, at);
    expect(driver.judge(exit, given)).toBe('VALIDATED');
    expect(driver.state.latch).toBeUndefined();
  });

  it('names the loss that cannot be counted', () => {
    const { driver, at, given } = held();
    const { risk_checks } = driver.verdict(buyShare('entry', at), given);

    expect(risk_checks.find(({ rule }) => rule === 'MAX_DAILY_LOSS')).toMatchObject({
      passed: false,
      detail: expect.stringMatching(/^lost more than can be counted of/),
    });
  });
});
