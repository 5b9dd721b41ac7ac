import { describe, expect, it } from 'vitest';
import { RISK_RULES } from '../../../functions/risk-manager/rule-table.ts';
import { riskManager } from '../../../functions/risk-manager/stage.ts';
import { PoisonError } from '../../../shared/errors.ts';
import { validateEvent } from '../../../shared/events/decode.ts';
import { RecentVerdicts } from '../../../shared/events/recent-ids.ts';
import { emittedEvent } from '../../../shared/kernel/emitted-event.ts';
import { parsed, unusable } from '../../../shared/parsed.ts';
import { AccountDriver } from './account-driver.ts';
import {
  BANK_NIFTY,
  context,
  controls,
  failEvent,
  fillEvent,
  iso,
  lastPrice,
  NIFTY,
  NOON,
  signalEvent,
  uuid,
} from './fixtures.ts';

const SECOND = 1_000;
const TOMORROW = NOON + 24 * 60 * 60 * SECOND;

describe('a verdict', () => {
  it('on a good signal goes to the validated topic with the signal, the quantity and the newest price', () => {
    const raw = signalEvent(1, NOON, { price: 101 });

    const [emit] = new AccountDriver().take(raw, context(NOON - SECOND));

    expect(emit).toMatchObject({
      topic: { name: 'paper.signals.validated' },
      type: 'validated_signal',
      data: { original_signal: raw.data, validated_quantity: 10, validated_price: 101, timestamp: raw.ts },
    });
  });

  it('on a bad signal goes to the rejected topic with the first reason and what every rule said', () => {
    const raw = signalEvent(1, NOON, { signal_type: 'HOLD' });

    const [emit] = new AccountDriver().take(raw);

    expect(emit).toMatchObject({
      topic: { name: 'paper.signals.rejected' },
      type: 'rejected_signal',
      data: { original_signal: raw.data, rejection_reason: 'HOLD_SIGNAL', timestamp: raw.ts },
    });
    expect(new AccountDriver().verdict(raw).risk_checks).toHaveLength(Object.keys(RISK_RULES).length);
  });

  it.each([{}, { quantity: 1_000_000_000, price: 99_999_999 }, { signal_type: 'HOLD' } as const])(
    'is a valid event whose strategy lies in original_signal (%o)',
    (change) => {
      const raw = signalEvent(1, NOON, change);
      const [emit] = new AccountDriver().take(raw);
      if (emit?.kind !== 'event') throw new Error('no verdict');

      const event = validateEvent(emittedEvent('paper.risk-manager', raw, emit, 0));

      expect(event.data).toHaveProperty('original_signal.strategy_id', raw.data.strategy_id);
      expect(event.data).not.toHaveProperty('strategy_id');
      expect(event.key).toBe(raw.key);
    },
  );

  it('on a live signal is a rejection while no user is logged in', () => {
    const driver = new AccountDriver({ broker: 'zerodha' });

    expect(driver.judge(signalEvent(1, NOON, {}, 'zerodha'), context(NOON, { now: NOON }))).toBe(
      'SESSION_EXPIRED',
    );
  });

  it('never comes for the event of another broker', () => {
    expect(() => new AccountDriver().take(signalEvent(1, NOON, {}, 'zerodha'))).toThrow(PoisonError);
  });

  it('is of a stage per broker that shares no topic with the other', () => {
    const [paper, live] = [riskManager('paper'), riskManager('zerodha')];

    expect(paper.name).toBe('paper.risk-manager');
    expect(paper.topics.map(({ name }) => name)).toEqual([
      'paper.signals.raw',
      'paper.orders.filled',
      'paper.orders.failed',
    ]);
    expect(live.topics.map(({ name }) => name)).toEqual([
      'zerodha.signals.raw',
      'zerodha.orders.filled',
      'zerodha.orders.failed',
    ]);
  });
});

describe('an event that comes twice', () => {
  it('is ignored when it says the same', () => {
    const driver = new AccountDriver();
    const raw = signalEvent(1, NOON);
    driver.judge(raw);
    const fill = fillEvent(raw);
    driver.take(fill);

    expect(driver.take(raw)).toEqual([]);
    expect(driver.take(fill)).toEqual([]);

    driver.judge(signalEvent(2, NOON + SECOND));
    expect([...driver.state.holdings.values()]).toMatchObject([{ position: 10 }]);
  });

  it('is poison when it says something else', () => {
    const driver = new AccountDriver();
    const raw = signalEvent(1, NOON);
    driver.judge(raw);
    const fill = fillEvent(raw);
    driver.take(fill);

    expect(() => driver.take(signalEvent(1, NOON, { quantity: 11 }))).toThrow(/other content/);
    expect(() => driver.take({ ...fill, data: { ...fill.data, quantity: 11 } })).toThrow(/other content/);
  });

  it('is ignored when a fill is reported in another event: executions are known by their ids', () => {
    const driver = new AccountDriver();
    const raw = signalEvent(1, NOON, { quantity: 77 });
    driver.judge(raw);
    const first = fillEvent(raw);
    const again = { ...fillEvent(raw), data: first.data };
    expect(again.id).not.toBe(first.id);
    driver.take(first);
    driver.take(again);

    driver.judge(signalEvent(2, NOON + SECOND, { signal_type: 'HOLD' }));

    expect([...driver.state.holdings.values()]).toMatchObject([{ position: 77 }]);
  });

  it('is ignored however many signals were rejected since: a fill, and a signal that was validated', () => {
    const driver = new AccountDriver();
    const raw = signalEvent(1, NOON);
    driver.judge(raw);
    const fill = fillEvent(raw);
    driver.take(fill);
    for (let n = 0; n < 200; n += 1)
      expect(driver.judge(signalEvent(`rejected ${n}`, NOON + SECOND, { signal_type: 'HOLD' }))).toBe(
        'HOLD_SIGNAL',
      );

    expect(driver.take(fill)).toEqual([]);
    expect(driver.take(raw)).toEqual([]);

    driver.judge(signalEvent('last', NOON + 2 * SECOND, { signal_type: 'HOLD' }));
    expect([...driver.state.holdings.values()]).toMatchObject([{ position: 10, pending: new Map() }]);
  });

  it('is poison while its order is pending, however long ago it was seen', () => {
    const driver = new AccountDriver();
    driver.judge(signalEvent(1, NOON));
    driver.state = { ...driver.state, recentEvents: new RecentVerdicts(1) };

    expect(() => driver.take(signalEvent(1, NOON))).toThrow(/pending/);
  });
});

describe('the prices a signal is judged by', () => {
  it('are the recorded price where it is newer than the signal', () => {
    const driver = new AccountDriver();
    const given = context(NOON + 1, { price: 102 });

    expect(driver.verdict(signalEvent(1, NOON), given)).toMatchObject({
      code: 'VALIDATED',
      validated_price: 102,
    });
  });

  it("are the same whether or not the signal's own tick is recorded", () => {
    const raw = signalEvent(1, NOON, { price: 102 });
    const before = lastPrice(NIFTY, 100, NOON - SECOND);
    const after = {
      ...lastPrice(NIFTY, 102, NOON),
      previous_price: 100,
      previous_timestamp: iso(NOON - SECOND),
    };

    const verdicts = [before, after].map((item) =>
      new AccountDriver().verdict(raw, context(NOON, { prices: new Map([[NIFTY, parsed(item)]]) })),
    );

    expect(verdicts[0]).toMatchObject({ code: 'VALIDATED', validated_price: 102 });
    expect(verdicts[1]).toEqual(verdicts[0]);
  });

  it("are the signal's own where another tick of the same moment is recorded", () => {
    const driver = new AccountDriver();
    const raw = signalEvent(1, NOON, { price: 101 });

    expect(driver.verdict(raw, context(NOON, { price: 100 })).validated_price).toBe(101);
  });

  it('compare a signal with the market, never with itself', () => {
    const driver = new AccountDriver();

    expect(driver.judge(signalEvent(1, NOON, { price: 200 }))).toBe('PRICE_DEVIATION');
  });

  it('are needed: a signal without a recorded price is rejected', () => {
    const driver = new AccountDriver();

    expect(driver.judge(signalEvent(1, NOON), context(NOON, { prices: new Map() }))).toBe('PRICE_DEVIATION');
    expect(
      driver.judge(signalEvent(2, NOON), context(NOON, { prices: new Map([[NIFTY, unusable('bad')]]) })),
    ).toBe('PRICE_DEVIATION');
  });

  it('include no time from the signal itself: one ahead of its event is from the future', () => {
    const driver = new AccountDriver();

    expect(driver.judge(signalEvent(1, NOON, { timestamp: iso(NOON + 60 * SECOND) }))).toBe('STALE_SIGNAL');
  });

  it('grow old by the wall clock where it counts', () => {
    const driver = new AccountDriver();

    expect(driver.judge(signalEvent(1, NOON), context(NOON, { now: NOON + 5_001 }))).toBe('STALE_SIGNAL');
    expect(driver.judge(signalEvent(2, NOON), context(NOON, { now: NOON + 5_000 }))).toBe('VALIDATED');
  });
});

describe('pending orders', () => {
  const limits = { controls: controls({ max_position_size: 25, duplicate_window_ms: 1 }) };
  const at = (seconds: number) => NOON + seconds * SECOND;
  const buy = (name: string, seconds: number, quantity = 10) => signalEvent(name, at(seconds), { quantity });
  const given = (seconds: number) => context(at(seconds), limits);

  it('count in full until they are filled or have failed', () => {
    const driver = new AccountDriver();
    const [first, second] = [buy('a', 0), buy('b', 1)];

    expect(driver.judge(first, given(0))).toBe('VALIDATED');
    expect(driver.judge(second, given(1))).toBe('VALIDATED');
    expect(driver.judge(buy('c', 2), given(2))).toBe('MAX_POSITION_SIZE');
    driver.take(failEvent(second, at(2)));
    expect(driver.judge(buy('d', 3), given(3))).toBe('VALIDATED');
  });

  it('count with what is left of them after a partial fill', () => {
    const driver = new AccountDriver();
    const order = buy('a', 0, 20);
    driver.judge(order, given(0));
    driver.take(fillEvent(order, { quantity: 5, complete: false }, at(1)));

    expect(driver.judge(buy('b', 2, 6), given(2))).toBe('MAX_POSITION_SIZE');
    driver.take(fillEvent(order, { quantity: 14, complete: false }, at(2)));
    expect(driver.judge(buy('b2', 3, 6), given(3))).toBe('MAX_POSITION_SIZE');
    driver.take(failEvent(order, at(3)));
    expect(driver.judge(buy('c', 4, 6), given(4))).toBe('VALIDATED');
  });

  it('do not offset one another: a sale that may fail makes no room for a purchase', () => {
    const driver = new AccountDriver();
    driver.judge(buy('a', 0, 25), given(0));
    driver.judge(signalEvent('b', at(1), { signal_type: 'SELL', quantity: 20 }), given(1));

    expect(driver.judge(buy('c', 2, 1), given(2))).toBe('MAX_POSITION_SIZE');
  });

  it('stop counting with their day, and what they fill later still does', () => {
    const driver = new AccountDriver();
    const lost = buy('a', 0, 25);
    driver.judge(lost, given(0));
    const tomorrow = (name: string, seconds: number, quantity: number) =>
      driver.judge(
        signalEvent(name, TOMORROW + seconds * SECOND, { quantity }),
        context(TOMORROW + seconds * SECOND, limits),
      );

    expect(tomorrow('b', 0, 5)).toBe('VALIDATED');
    driver.take(fillEvent(lost, {}, TOMORROW + SECOND));
    expect(tomorrow('c', 2, 1)).toBe('MAX_POSITION_SIZE');
  });

  it('are of one strategy and instrument', () => {
    const driver = new AccountDriver();
    driver.judge(buy('a', 0, 25), given(0));

    expect(driver.judge(signalEvent('b', at(0), { quantity: 25, strategy_id: 'other' }), given(0))).toBe(
      'VALIDATED',
    );
    expect(
      driver.judge(signalEvent('c', at(0), { quantity: 25, instrument_token: BANK_NIFTY }), given(0)),
    ).toBe('VALIDATED');
  });
});

describe('with the kill switch engaged', () => {
  const engaged = controls({ duplicate_window_ms: 1 }, { killSwitch: { engaged: true, reason: 'drill' } });

  /** Long 10, settled. */
  const long = () => {
    const driver = new AccountDriver();
    const raw = signalEvent('open', NOON);
    driver.judge(raw);
    driver.take(fillEvent(raw));
    return driver;
  };
  const order = (driver: AccountDriver, name: string, side: 'BUY' | 'SELL', quantity: number) =>
    driver.judge(
      signalEvent(name, NOON + SECOND, { signal_type: side, quantity }),
      context(NOON + SECOND, { controls: engaged }),
    );

  it.each([
    ['a reduction', 'SELL', 9, 'VALIDATED'],
    ['a close', 'SELL', 10, 'VALIDATED'],
    ['an order that turns the position over', 'SELL', 11, 'KILL_SWITCH'],
    ['an addition', 'BUY', 1, 'KILL_SWITCH'],
  ] as const)('%s (%s %i): %s', (_, side, quantity, code) => {
    expect(order(long(), 'next', side, quantity)).toBe(code);
  });

  it('rejects a second reduction where both would turn the position over', () => {
    const driver = long();

    expect(order(driver, 'a', 'SELL', 6)).toBe('VALIDATED');
    expect(order(driver, 'b', 'SELL', 5)).toBe('KILL_SWITCH');
    expect(order(driver, 'c', 'SELL', 4)).toBe('VALIDATED');
  });
});

describe('the exposure of the account', () => {
  it('adds up all strategies and instruments, long and short, pending orders included', () => {
    const driver = new AccountDriver();
    const given = context(NOON, { controls: controls({ max_open_exposure: 3_000 }) });
    driver.judge(signalEvent(1, NOON), given);
    driver.judge(signalEvent(2, NOON, { instrument_token: BANK_NIFTY, signal_type: 'SELL' }), given);

    expect(driver.judge(signalEvent(3, NOON, { strategy_id: 'other', quantity: 11 }), given)).toBe(
      'MAX_OPEN_EXPOSURE',
    );
    expect(driver.judge(signalEvent(4, NOON, { strategy_id: 'other', quantity: 10 }), given)).toBe(
      'VALIDATED',
    );
  });
});

describe('the exposure of one position', () => {
  it('counts what is held and what is added once', () => {
    const driver = new AccountDriver();
    const limits = { controls: controls({ max_open_exposure: 2_000, duplicate_window_ms: 1 }) };
    driver.judge(signalEvent(1, NOON), context(NOON, limits));

    expect(driver.judge(signalEvent(2, NOON + 1, { quantity: 11 }), context(NOON + 1, limits))).toBe(
      'MAX_OPEN_EXPOSURE',
    );
    expect(driver.judge(signalEvent(3, NOON + 1), context(NOON + 1, limits))).toBe('VALIDATED');
  });
});

describe('the daily loss', () => {
  const at = (seconds: number) => NOON + seconds * SECOND;
  const limit = controls({ max_daily_loss: 50, max_price_deviation_bps: 10_000 });
  const probe = (name: string, seconds: number) =>
    signalEvent(name, at(seconds), {
      signal_type: 'BUY',
      strategy_id: 'probe',
      instrument_token: BANK_NIFTY,
      quantity: 1,
    });
  const market = (seconds: number, price: number, change: Parameters<typeof context>[1] = {}) =>
    context(at(seconds), { price, controls: limit, ...change });

  /** Long 10 at 100, fees ₹2, and then judged at a price. */
  const longAt = (price: number) => {
    const driver = new AccountDriver();
    const raw = signalEvent('open', at(0));
    driver.judge(raw, market(0, 100));
    driver.take(fillEvent(raw, { fees: 2 }));
    return {
      driver,
      code: driver.judge(signalEvent('mark', at(1), { price, quantity: 1 }), market(1, price)),
    };
  };

  it('counts open positions at the market and fees: 10 × 4.80 + 2 is the limit', () => {
    expect(longAt(95.2).code).toBe('VALIDATED');
    expect(longAt(95.1999).code).toBe('MAX_DAILY_LOSS');
  });

  it('counts what was realized', () => {
    const driver = new AccountDriver();
    const open = signalEvent('open', at(0));
    driver.judge(open, market(0, 100));
    driver.take(fillEvent(open));
    const close = signalEvent('close', at(1), { signal_type: 'SELL' });
    driver.judge(close, market(1, 100));
    driver.take(fillEvent(close, { fill_price: 94.99 }));

    expect(driver.judge(probe('next', 2), market(2, 100))).toBe('MAX_DAILY_LOSS');
  });

  it('stays latched when prices come back, and the next day', () => {
    const { driver } = longAt(90);

    expect(driver.judge(signalEvent('b', at(2), { quantity: 2 }), market(2, 100))).toBe('MAX_DAILY_LOSS');
    expect(
      driver.judge(signalEvent('c', TOMORROW, { quantity: 2 }), context(TOMORROW, { controls: limit })),
    ).toBe('MAX_DAILY_LOSS');
  });

  it('lets a position be closed while it is latched', () => {
    const { driver } = longAt(90);

    expect(driver.judge(signalEvent('out', at(2), { signal_type: 'SELL', price: 90 }), market(2, 90))).toBe(
      'VALIDATED',
    );
  });

  it("is not latched by a signal's mistaken price", () => {
    const driver = new AccountDriver();
    const open = signalEvent('open', at(0));
    driver.judge(open, market(0, 100));
    driver.take(fillEvent(open));
    const strict = controls({ max_daily_loss: 50 });

    expect(
      driver.judge(
        signalEvent('typo', at(1), { price: 1, quantity: 1 }),
        market(1, 100, { controls: strict }),
      ),
    ).toBe('PRICE_DEVIATION');
    expect(driver.state.latch).toBeUndefined();
  });

  /** The signal that finds the loss in `longAt` names its latch. */
  const LATCH = uuid('mark');
  const releasing = (latchId: string, releasedAt = at(500)) => ({
    controls: { ...limit, lossRelease: { latchId, at: releasedAt } },
  });
  const two = (name: string, seconds: number, price: number) =>
    signalEvent(name, at(seconds), { price, quantity: 2 });

  it('is released once by a release that names it, and then measured from that moment', () => {
    const { driver } = longAt(90);

    expect(driver.judge(two('b', 2, 90), market(2, 90, releasing(LATCH)))).toBe('VALIDATED');
    expect(driver.judge(two('c', 3, 84.9), market(3, 84.9, releasing(LATCH)))).toBe('MAX_DAILY_LOSS');
    expect(driver.judge(two('d', 4, 90), market(4, 90, releasing(LATCH)))).toBe('MAX_DAILY_LOSS');
    expect(driver.judge(two('e', 5, 90), market(5, 90, releasing(uuid('c'), at(501))))).toBe('VALIDATED');
  });

  it.each([[uuid('another')], ['']])('is not released by a release that names %j', (other) => {
    const { driver } = longAt(90);

    expect(driver.judge(two('b', 2, 90), market(2, 90, releasing(other)))).toBe('MAX_DAILY_LOSS');
    expect(driver.state.latch).toMatchObject({ id: LATCH });
  });

  it('is not released by a release that is older than the latch, as in a replay', () => {
    const driver = new AccountDriver();
    const raw = signalEvent('open', at(0));
    driver.judge(raw, market(0, 100, releasing(LATCH)));
    driver.take(fillEvent(raw, { fees: 2 }));
    driver.judge(signalEvent('mark', at(1), { price: 90, quantity: 1 }), market(1, 90, releasing(LATCH)));

    expect(driver.judge(two('b', 2, 90), market(2, 90, releasing(LATCH)))).toBe('MAX_DAILY_LOSS');
    expect(driver.judge(two('c', 3, 90), market(3, 90, releasing(LATCH, at(501))))).toBe('VALIDATED');
  });

  it('is released at any times of the API and the market', () => {
    const { driver } = longAt(90);
    const early = { ...releasing(LATCH, at(-1)), now: at(2) };

    expect(driver.judge(two('b', 2, 90), market(2, 90, early))).toBe('VALIDATED');
  });

  it('is named in the check of every signal that it rejects, and in its item', () => {
    const { driver } = longAt(90);

    const { risk_checks } = driver.verdict(two('b', 2, 90), market(2, 90));

    expect(risk_checks.find(({ rule }) => rule === 'MAX_DAILY_LOSS')?.detail).toMatch(
      new RegExp(`latched at .*; a release names latch ${LATCH}$`),
    );
    expect(driver.lossItems.at(-1)).toEqual({
      broker: 'paper',
      latched: true,
      latch_id: LATCH,
      latched_at: iso(at(1)),
      loss: 102,
      limit: 50,
      updated_at: iso(at(2)),
      sequence: 2,
    });
  });

  it('is written once more when it is released, and not without a latch', () => {
    const { driver } = longAt(90);
    driver.judge(two('b', 2, 90), market(2, 90, releasing(LATCH)));
    driver.judge(two('c', 3, 90), market(3, 90, releasing(LATCH)));

    expect(driver.lossItems.map(({ latched, sequence }) => [latched, sequence])).toEqual([
      [true, 1],
      [false, 2],
    ]);
    expect(driver.lossItems.at(-1)).not.toHaveProperty('latch_id');
  });
});

describe('a signal of the future', () => {
  it('is refused where the wall clock counts, before the rate of orders or a latch take its time for the newest', () => {
    const driver = new AccountDriver();
    const before = driver.packed();
    const event = { ...signalEvent('a', NOON), ts: '9999-12-31T23:59:59.999Z' };

    expect(() => driver.take(event, context(NOON, { now: NOON }))).toThrow(
      expect.objectContaining({ name: 'PoisonError', code: 'FROM_THE_FUTURE' }),
    );
    expect(driver.packed()).toEqual(before);
  });
});

describe("the account's day", () => {
  const midnight = Date.parse('2026-06-16T18:30:00.000Z');
  const limits = { controls: controls({ max_daily_trades: 1 }) };
  const gold = { instrument_token: BANK_NIFTY };

  it('turns at midnight in India and at no other moment', () => {
    const driver = new AccountDriver();
    const code = (name: string, at: number) => {
      const { risk_checks } = driver.verdict(signalEvent(name, at, gold), context(at, limits));
      return risk_checks.find(({ rule }) => rule === 'MAX_DAILY_TRADES')?.passed;
    };
    driver.judge(signalEvent('a', NOON), context(NOON, limits));

    expect(code('b', midnight - 1)).toBe(false);
    expect(code('c', midnight)).toBe(true);
  });

  it('never turns back', () => {
    const driver = new AccountDriver();
    driver.judge(signalEvent('a', TOMORROW), context(TOMORROW, limits));
    driver.judge(signalEvent('b', NOON), context(NOON, limits));

    expect(driver.judge(signalEvent('c', TOMORROW + SECOND, gold), context(TOMORROW + SECOND, limits))).toBe(
      'MAX_DAILY_TRADES',
    );
  });

  it('is not turned by a clock that is ahead where the wall clock counts', () => {
    const driver = new AccountDriver();
    const before = midnight - SECOND;
    driver.judge(signalEvent('a', NOON), context(NOON, { ...limits, now: NOON }));

    const { risk_checks } = driver.verdict(
      signalEvent('b', midnight, gold),
      context(midnight, { ...limits, now: before }),
    );

    expect(risk_checks.find(({ rule }) => rule === 'MAX_DAILY_TRADES')?.passed).toBe(false);
  });
});
