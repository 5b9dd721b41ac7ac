import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookOf } from '../../../functions/portfolio-manager/book.ts';
import { type Totals, valuation } from '../../../functions/portfolio-manager/valuation.ts';
import { priceRecorder } from '../../../functions/price-recorder/stage.ts';
import { equityOf } from '../../../functions/risk-manager/account.ts';
import type { RiskContext } from '../../../functions/risk-manager/context.ts';
import { dailyLoss } from '../../../functions/risk-manager/daily-loss.ts';
import type { RiskLimits } from '../../../shared/controls/limits.ts';
import { createEvent, tickId } from '../../../shared/events/create.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { istDay } from '../../../shared/market/calendar.ts';
import type { LastPrice } from '../../../shared/market/last-price.ts';
import { lastPriceIn, type PriceMemories } from '../../../shared/market/price-memory.ts';
import { add, fromRupees, ZERO } from '../../../shared/money.ts';
import { check } from '../../support/seed.ts';
import { AccountDriver } from './account-driver.ts';
import {
  BANK_NIFTY,
  context,
  controls,
  fillEvent,
  iso,
  lastPrice,
  NIFTY,
  NOON,
  signalEvent,
} from './fixtures.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** The market with a price for each instrument. */
const market = (
  at: number,
  prices: Readonly<Record<number, number>>,
  limits: Partial<RiskLimits> = {},
  change: Partial<RiskContext> = {},
) =>
  context(at, {
    controls: controls(limits),
    prices: new Map(Object.entries(prices).map(([token, price]) => [Number(token), lastPrice(price, at)])),
    ...change,
  });

const detailOf = (
  driver: AccountDriver,
  event: ReturnType<typeof signalEvent>,
  given: RiskContext,
  rule: string,
) => driver.verdict(event, given).risk_checks.find((check) => check.rule === rule)?.detail;

/** Long 1,000 at ₹1,000. */
const long = (prices = { [NIFTY]: 1_000, [BANK_NIFTY]: 100 }): AccountDriver => {
  const driver = new AccountDriver();
  const bought = signalEvent('bought', NOON, { quantity: 1_000, price: 1_000 });
  expect(driver.judge(bought, market(NOON, prices))).toBe('VALIDATED');
  driver.take(fillEvent(bought));
  return driver;
};

describe('marks', () => {
  it('follow the market at a signal of another instrument: 1,000 bought at 1,000, now at 100', () => {
    const crash = market(NOON + HOUR, { [NIFTY]: 100, [BANK_NIFTY]: 100 });
    const probe = signalEvent('probe', NOON + HOUR, { instrument_token: BANK_NIFTY, quantity: 1 });

    const { code, risk_checks } = long().verdict(probe, crash);

    expect(code).toBe('MAX_DAILY_LOSS');
    const detail = (rule: string) => risk_checks.find((check) => check.rule === rule)?.detail;
    expect(detail('MAX_DAILY_LOSS')).toMatch(/^lost ₹900000\.00 of ₹500000\.00/);
    expect(detail('MAX_OPEN_EXPOSURE')).toMatch(/^₹100100\.00 of/);
  });

  it('follow the market to the exposure as well: a short that triples', () => {
    const driver = new AccountDriver();
    const sold = signalEvent('sold', NOON, { signal_type: 'SELL', quantity: 1_000 });
    const limits = { max_open_exposure: 250_000 };
    driver.judge(sold, market(NOON, { [NIFTY]: 100, [BANK_NIFTY]: 100 }, limits));
    driver.take(fillEvent(sold));

    const later = NOON + SECOND;
    const probe = signalEvent('probe', later, { instrument_token: BANK_NIFTY, quantity: 1 });

    expect(driver.judge(probe, market(later, { [NIFTY]: 300, [BANK_NIFTY]: 100 }, limits))).toBe(
      'MAX_OPEN_EXPOSURE',
    );
  });

  it("leave out prices of the signal's own time, and take newer ones", () => {
    const at = NOON + HOUR;
    const probe = (name: string) => signalEvent(name, at, { instrument_token: BANK_NIFTY, quantity: 1 });
    const loss = (price: LastPrice) =>
      detailOf(
        long(),
        probe('probe'),
        market(at, {}, {}, { prices: new Map([[NIFTY, price]]) }),
        'MAX_DAILY_LOSS',
      );
    const previous = { price: 900, at: at - SECOND };

    expect(loss({ price: 100, at, previous })).toMatch(/^lost ₹100000\.00/);
    expect(loss(lastPrice(900, at - SECOND))).toMatch(/^lost ₹100000\.00/);
    expect(loss({ price: 800, at: at + SECOND, previous })).toMatch(/^lost ₹200000\.00/);
  });

  it('show a loss of an account whose cash and positions are worth nothing together', () => {
    const later = NOON + HOUR;
    const driver = new AccountDriver();
    const bought = signalEvent('bought', NOON, { quantity: 10 });
    driver.judge(bought, market(NOON, { [NIFTY]: 100 }));
    driver.take(fillEvent(bought));
    driver.state.baseline = fromRupees(5);
    const probe = signalEvent('probe', later, { instrument_token: BANK_NIFTY, quantity: 1 });

    const given = market(later, { [NIFTY]: 100, [BANK_NIFTY]: 100 });
    expect(detailOf(driver, probe, given, 'MAX_DAILY_LOSS')).toMatch(/^lost ₹5\.00/);
  });

  it('of an instrument without a recorded price are the prices of its last fill', () => {
    const driver = long({ [NIFTY]: 1_000, [BANK_NIFTY]: 100 });
    const more = signalEvent('more', NOON + SECOND, { quantity: 1_000, price: 1_000 });
    driver.judge(more, market(NOON + SECOND, { [NIFTY]: 1_000 }));
    driver.take(fillEvent(more, { fill_price: 990 }));
    const at = NOON + 2 * SECOND;
    const probe = signalEvent('probe', at, { instrument_token: BANK_NIFTY, quantity: 1 });

    expect(detailOf(driver, probe, market(at, { [BANK_NIFTY]: 100 }), 'MAX_DAILY_LOSS')).toMatch(
      /^lost ₹10000\.00/,
    );
  });

  it("are the last prices before midnight for the day's start, so that the gap at the open is a loss of the day", () => {
    const tomorrow = NOON + 24 * HOUR;
    const recorded: LastPrice = {
      ...lastPrice(100, tomorrow),
      dayBefore: { price: 1_050, day: istDay(NOON) },
    };
    const probe = signalEvent('probe', tomorrow, { instrument_token: BANK_NIFTY, quantity: 1 });

    expect(
      detailOf(
        long(),
        probe,
        market(tomorrow, {}, {}, { prices: new Map([[NIFTY, recorded]]) }),
        'MAX_DAILY_LOSS',
      ),
    ).toMatch(/^lost ₹950000\.00/);
  });
});

interface Tick {
  readonly token: number;
  readonly price: number;
  readonly wait: number;
}

const tick: fc.Arbitrary<Tick> = fc.record({
  token: fc.constantFrom(NIFTY, BANK_NIFTY, 3),
  price: fc.integer({ min: 1, max: 400_000 }).map((ticks) => (ticks * 5) / 100),
  wait: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(0, 1, 1_000) },
    { weight: 1, arbitrary: fc.integer({ min: 3 * HOUR, max: 40 * HOUR }) },
  ),
});

const step = fc.record({
  ticks: fc.array(tick, { maxLength: 6 }),
  token: fc.constantFrom(NIFTY, BANK_NIFTY, 3),
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  units: fc.integer({ min: 1, max: 50 }),
  fees: fc.integer({ min: 0, max: 10_000 }).map((paise) => paise / 100),
});

/** The recorded prices of each instrument, in order of time. */
class Tape {
  readonly #quotes = new Map<number, { price: number; at: number }[]>();

  add(token: number, price: number, at: number): void {
    this.#quotes.set(token, [...(this.#quotes.get(token) ?? []), { price, at }]);
  }

  before(token: number, at: number): number | undefined {
    return this.#quotes.get(token)?.findLast((quote) => quote.at < at)?.price;
  }
}

/** Paise: exact for prices of whole paise. */
const paise = (rupees: number): number => Math.round(rupees * 100);

describe('the loss that is judged', () => {
  it('is the loss at the recorded last prices since midnight, for any ticks, fills and days', () => {
    const recorder = priceRecorder();
    const open = controls({ max_daily_loss: 1e11, max_open_exposure: 1e11, max_order_notional: 1e11 });
    let losses = 0;
    check(
      fc.property(fc.array(step, { maxLength: 30, size: 'max' }), (steps) => {
        const memories: PriceMemories = recorder.initial();
        const [driver, tape] = [new AccountDriver({ roundTrip: true }), new Tape()];
        const units = new Map<number, number>();
        let [at, cash, baseline, day] = [NOON, 0, 0, 0];
        const equityBefore = (moment: number): number =>
          [...units].reduce(
            (sum, [token, held]) => sum + held * paise(tape.before(token, moment) ?? 0),
            cash,
          );

        const observe = (token: number, price: number): void => {
          const data = { instrument_token: token, last_price: price, timestamp: iso(at) };
          const root = { id: tickId(data), ts: data.timestamp, source: 'test' };
          recorder.reduce(memories, createEvent(SHARED_TOPICS.marketTicks, 'market_tick', data, root), {
            now: undefined,
          });
          tape.add(token, price, at);
        };
        for (const token of [NIFTY, BANK_NIFTY, 3]) observe(token, 100);

        for (const [name, { ticks, token, side, units: quantity, fees }] of steps.entries()) {
          for (const { token: ticked, price, wait } of ticks) {
            at += wait;
            observe(ticked, price);
          }
          at += 1;
          const prices = new Map(
            [...memories].flatMap(([one, memory]) => {
              const price = lastPriceIn(memory);
              return price === undefined ? [] : [[one, price] as const];
            }),
          );
          if (istDay(at) > day) {
            day = istDay(at);
            baseline = equityBefore(day * 24 * HOUR - 5.5 * HOUR);
          }
          const strategy_id = `strategy-${name % 2}`;
          const order = { strategy_id, instrument_token: token, signal_type: side, quantity };
          const event = signalEvent(name, at, order);
          const detail = detailOf(driver, event, context(at, { controls: open, prices }), 'MAX_DAILY_LOSS');

          const loss = baseline - equityBefore(at);
          expect(dailyLoss(driver.state)).toBe(fromRupees(loss / 100));
          const {
            account,
            strategies,
            open: positions,
            closed,
          } = valuation(
            { ...bookOf(driver.state.book), marks: new Map() },
            new Map([NIFTY, BANK_NIFTY, 3].map((one) => [one, { price: tape.before(one, at) ?? 0, at }])),
          );
          const worth = ({ realized, unrealized }: Pick<Totals, 'realized' | 'unrealized'>) =>
            add(realized, unrealized);
          expect(equityOf(driver.state)).toBe(worth(account));
          expect(add(ZERO, ...Array.from(strategies.values(), worth))).toBe(worth(account));
          expect(add(worth(closed), ...positions.map(({ totals }) => worth(totals)))).toBe(worth(account));
          if (detail !== 'reduces the position') {
            expect(detail).toBe(`lost ₹${(loss / 100).toFixed(2)} of ₹100000000000.00`);
          }
          if (loss > 0) losses += 1;

          const fillPrice = tape.before(token, at) ?? 0;
          driver.take(fillEvent(event, { fill_price: fillPrice, fees }, at));
          const signed = side === 'BUY' ? quantity : -quantity;
          units.set(token, (units.get(token) ?? 0) + signed);
          cash -= signed * paise(fillPrice) + paise(fees);
        }
      }),
    );
    expect(losses).toBeGreaterThan(0);
  });
});
