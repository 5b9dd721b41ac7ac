import { describe, expect, it } from 'vitest';
import { portfolioManager } from '../../../functions/portfolio-manager/stage.ts';
import { arrivalsIn } from '../../../functions/risk-manager/arrivals.ts';
import { riskManager } from '../../../functions/risk-manager/stage.ts';
import type { RiskState } from '../../../functions/risk-manager/state.ts';
import type { EventOf } from '../../../shared/events/envelope.ts';
import { type AccountBook, accountBookIn } from '../../../shared/market/account-book.ts';
import { noFills } from '../../../shared/market/fills.ts';
import { endsOf } from '../../../shared/market/order-effects.ts';
import { AccountDriver } from './account-driver.ts';
import { context, controls, failEvent, fillEvent, NOON, signalEvent } from './fixtures.ts';

const SECOND = 1_000;
const portfolio = portfolioManager('paper');
const risk = riskManager('paper');
type OrderEvent = EventOf<'order_filled'> | EventOf<'order_failed'>;

const bookOf = (events: readonly OrderEvent[]) => {
  const state = portfolio.initial();
  for (const event of events) portfolio.reduce(state, event, { quotes: new Map() });
  return state;
};
const stored = (state: ReturnType<typeof bookOf>): unknown =>
  JSON.parse(JSON.stringify(portfolio.codec.encode(state)));
const knownOf = (events: readonly OrderEvent[]): AccountBook =>
  accountBookIn(portfolio.name, stored(bookOf(events)));

const [buy, sell, lost] = [
  signalEvent('buy', NOON),
  signalEvent('sell', NOON + SECOND, { signal_type: 'SELL', quantity: 4 }),
  signalEvent('lost', NOON + SECOND, { strategy_id: 'other' }),
];
const events = [fillEvent(buy), fillEvent(sell, { fees: 3 }), failEvent(lost)];

/** Risk that has taken some of the events. */
const riskWith = (some: readonly OrderEvent[]): RiskState => ({
  ...risk.initial(),
  taken: endsOf(knownOf(some).effects),
});

describe('what has arrived', () => {
  it('are the effects of fills and failures that risk has not taken', () => {
    const { effects, taken } = arrivalsIn('paper', riskWith(events.slice(0, 1)), knownOf(events));

    expect(effects).toMatchObject([{ quantity: -4 }, { quantity: 0, settles: true }]);
    expect(taken).toEqual(endsOf(knownOf(events).effects));
  });

  it('is nothing before the portfolio has saved', () => {
    expect(arrivalsIn('paper', risk.initial(), accountBookIn(portfolio.name, undefined)).effects).toEqual([]);
  });

  it('waits for a portfolio that was reset, until it has taken its topics again', () => {
    const known = riskWith(events.slice(0, 2));

    expect(() => arrivalsIn('paper', known, knownOf([]))).toThrow(
      expect.objectContaining({ code: 'ACCOUNT_BEHIND', retry: 'retry' }),
    );
    expect(arrivalsIn('paper', known, knownOf(events)).effects).toHaveLength(1);
  });

  it('is the same when the portfolio takes its topics again in another order of the topics', () => {
    const [fill, second, failure] = events;
    if (fill === undefined || second === undefined || failure === undefined) throw new Error('no events');

    expect(
      arrivalsIn('paper', riskWith([fill, failure]), knownOf([failure, fill, second])).effects,
    ).toHaveLength(1);
  });

  it('is refused after a reset of risk alone', () => {
    const state = bookOf(events);
    const { effects } = accountBookIn(portfolio.name, stored(state));
    portfolio.reduce(state, fillEvent(buy), { quotes: new Map(), taken: endsOf(effects) });

    expect(() => arrivalsIn('paper', risk.initial(), accountBookIn(portfolio.name, stored(state)))).toThrow(
      expect.objectContaining({ code: 'ACCOUNT_DIFFERS', message: expect.stringMatching(/together/) }),
    );
  });

  it('is refused where the portfolio has other fills than those that risk has counted', () => {
    expect(() =>
      arrivalsIn('paper', riskWith(events), knownOf([fillEvent(sell), fillEvent(buy), failEvent(lost)])),
    ).toThrow(expect.objectContaining({ code: 'ACCOUNT_DIFFERS' }));
  });

  it('is refused where the state of the portfolio cannot be read', () => {
    expect(() => accountBookIn(portfolio.name, [1, 2, 3])).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_UNREADABLE' }),
    );
  });
});

describe('a state of risk from before the portfolio listed effects', () => {
  /** As an earlier release stores it. */
  const earlier = (state: RiskState): RiskState => {
    const { taken: _, ...packed } = Object(risk.codec.encode(state));
    return risk.codec.decode(JSON.parse(JSON.stringify({ ...packed, recentFills: noFills().encode() })));
  };
  const accountAfter = (some: readonly OrderEvent[]): RiskState => {
    const driver = new AccountDriver();
    for (const signal of [buy, sell, lost]) driver.judge(signal);
    for (const event of some) driver.take(event);
    driver.judge(signalEvent('last', NOON + 2 * SECOND, { signal_type: 'HOLD' }));
    const { book: _, ...state } = driver.state;
    return earlier(state);
  };

  it.each([0, 1, 2])('continues with a portfolio that has the same %i fills and lists more', (count) => {
    const state = accountAfter(events.slice(0, count));
    expect(state.taken).toBeUndefined();

    const { effects } = arrivalsIn('paper', state, knownOf(events));

    expect(effects.filter(({ quantity }) => quantity !== 0)).toHaveLength(2 - count);
  });

  it('continues with a portfolio of an earlier release, whose fills it has counted', () => {
    const { effects: _, recentFailures: __, ...packed } = Object(stored(bookOf(events)));

    const arrivals = arrivalsIn('paper', accountAfter(events), accountBookIn(portfolio.name, packed));

    expect(arrivals).toMatchObject({ effects: [], taken: { fills: { count: 2 } } });
    expect(endsOf(portfolio.codec.decode(packed).effects)).toEqual(arrivals.taken);
  });

  it('is refused with a portfolio that has other positions or another cash', () => {
    const other = [fillEvent(buy, { fill_price: 101 }), ...events.slice(1)];

    for (const some of [events.slice(2), other]) {
      expect(() => arrivalsIn('paper', accountAfter(events), knownOf(some))).toThrow(
        expect.objectContaining({
          code: 'ACCOUNT_DIFFERS',
          message: expect.stringMatching(/earlier release/),
        }),
      );
    }
  });
});

describe('an exit', () => {
  const engaged = context(NOON + SECOND, {
    controls: controls({ duplicate_window_ms: 1 }, { killSwitch: { engaged: true, reason: 'drill' } }),
  });
  const exit = signalEvent('exit', NOON + SECOND, { signal_type: 'SELL', quantity: 10 });

  it('is a reduction as soon as the portfolio has taken the fill of its entry, with the kill switch engaged', () => {
    const driver = new AccountDriver();
    driver.judge(buy);
    driver.take(fillEvent(buy));

    expect(driver.judge(exit, engaged)).toBe('VALIDATED');
  });

  it('is a reduction while a daily loss is latched', () => {
    const driver = new AccountDriver();
    driver.judge(buy);
    driver.take(fillEvent(buy));
    const crash = { price: 50, controls: controls({ max_daily_loss: 100, max_price_deviation_bps: 10_000 }) };
    driver.judge(signalEvent('mark', NOON + 1, { price: 50, quantity: 1 }), context(NOON + 1, crash));
    expect(driver.state.latch).toBeDefined();

    const out = signalEvent('out', NOON + SECOND, { signal_type: 'SELL', quantity: 10, price: 50 });
    expect(driver.judge(out, context(NOON + SECOND, crash))).toBe('VALIDATED');
  });

  it('is no reduction of a position that a fill has closed', () => {
    const driver = new AccountDriver();
    driver.judge(buy);
    driver.take(fillEvent(buy));
    const first = signalEvent('first', NOON + 1, { signal_type: 'SELL', quantity: 10 });
    driver.judge(first, context(NOON + 1));
    driver.take(fillEvent(first));

    expect(driver.judge(exit, engaged)).toBe('KILL_SWITCH');
  });
});

describe('the day of the account', () => {
  const TOMORROW = NOON + 86_400_000;
  const limits = { controls: controls({ max_daily_loss: 100, max_price_deviation_bps: 10_000 }) };

  it('begins with the first order event of the day, whose loss counts on that day', () => {
    const driver = new AccountDriver();
    driver.judge(buy);
    driver.take(fillEvent(buy));
    const open = signalEvent('open', NOON + 1, { signal_type: 'SELL', quantity: 10 });
    driver.judge(open, context(NOON + 1, limits));
    // ₹200 below the price before, on the next day. No signal comes in between.
    driver.take(fillEvent(open, { fill_price: 80 }, TOMORROW - SECOND));

    const probe = signalEvent('probe', TOMORROW, { strategy_id: 'probe', quantity: 1 });
    expect(driver.judge(probe, context(TOMORROW, limits))).toBe('MAX_DAILY_LOSS');
  });

  it('does not begin with an order event of the day before that arrives late', () => {
    const driver = new AccountDriver();
    driver.judge(buy);
    driver.judge(signalEvent('next day', TOMORROW - SECOND, { strategy_id: 'probe', quantity: 1 }));
    const { day } = driver.state;
    driver.take(fillEvent(buy));
    driver.judge(signalEvent('later', TOMORROW, { signal_type: 'HOLD' }));

    expect(driver.state).toMatchObject({ day, orders: 1 });
    expect([...driver.state.holdings.values()]).toContainEqual(expect.objectContaining({ position: 10 }));
  });
});
