import { describe, expect, it } from 'vitest';
import type { RiskContext } from '../../../functions/risk-manager/context.ts';
import { RISK_RULES, type RiskCode } from '../../../functions/risk-manager/rule-table.ts';
import { riskManager } from '../../../functions/risk-manager/stage.ts';
import type { Controls } from '../../../shared/controls/controls.ts';
import type { RiskLimits } from '../../../shared/controls/limits.ts';
import { PoisonError } from '../../../shared/errors.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { RecentVerdicts } from '../../../shared/events/recent-ids.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import { given, on } from '../../support/spec.ts';
import { accountStage } from './account-stage.ts';
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

/** An account: the market stands at 100, at the time of each event. */
const market = ({ ts }: Envelope) => context(Date.parse(ts));
const stage = accountStage('paper');
const account = given(stage).contextOf(market);

/** The account with these limits and controls. */
const under = (limits: Partial<RiskLimits>, change: Partial<Controls> = {}) =>
  account.contextOf(({ ts }) => context(Date.parse(ts), { controls: controls(limits, change) }));

/** What the rule said in the verdict on a signal. */
const checkOf = ({ emitted: [verdict] }: ReturnType<typeof account.when>, code: RiskCode) =>
  verdict?.type === 'validated_signal' || verdict?.type === 'rejected_signal'
    ? verdict.data.risk_checks.find(({ rule }) => rule === code)
    : undefined;

const hold = (name: string, seconds: number) =>
  signalEvent(name, NOON + seconds * SECOND, { signal_type: 'HOLD' });

describe('a verdict', () => {
  it('on a good signal goes to the validated topic with the signal, the quantity and the newest price', () => {
    const raw = signalEvent(1, NOON, { price: 101 });

    account
      .context(context(NOON - SECOND))
      .when(raw)
      .validates({
        original_signal: raw.data,
        validated_quantity: 10,
        validated_price: 101,
        timestamp: raw.ts,
      });
  });

  it('on a bad signal goes to the rejected topic with the first reason and the result of every rule', () => {
    const raw = signalEvent(1, NOON, { signal_type: 'HOLD' });

    account.when(raw).emits(
      on(topicsFor('paper').signalsRejected, {
        original_signal: raw.data,
        rejection_reason: 'HOLD_SIGNAL',
        risk_checks: Object.keys(RISK_RULES).map((rule) => ({ rule })),
        timestamp: raw.ts,
      }),
    );
  });

  it.each([{}, { quantity: 1_000_000_000, price: 99_999_999 }, { signal_type: 'HOLD' } as const])(
    'is a valid event whose strategy lies in original_signal (%o)',
    (change) => {
      const raw = signalEvent(1, NOON, change);

      const [event] = account.when(raw).emitted;

      expect(event?.data).toHaveProperty('original_signal.strategy_id', raw.data.strategy_id);
      expect(event?.data).not.toHaveProperty('strategy_id');
      expect(event?.key).toBe(raw.key);
    },
  );

  it('on a live signal is a rejection while no user is logged in', () => {
    given(accountStage('zerodha'))
      .context(context(NOON, { now: NOON }))
      .when(signalEvent(1, NOON, {}, 'zerodha'))
      .rejects('SESSION_EXPIRED');
  });

  it('is not given on an event of another broker', () => {
    const foreign = signalEvent(1, NOON, {}, 'zerodha');

    expect(() => stage.reduce(stage.initial(), foreign, context(NOON))).toThrow(PoisonError);
  });

  it('is of a stage per broker that shares no topic with the other', () => {
    const [paper, live] = [riskManager('paper'), riskManager('zerodha')];

    expect(paper.name).toBe('paper.risk-manager');
    expect(paper.topics.map(({ name }) => name)).toEqual(['paper.signals.raw']);
    expect(live.topics.map(({ name }) => name)).toEqual(['zerodha.signals.raw']);
  });
});

describe('an event that comes twice', () => {
  const raw = signalEvent(1, NOON);
  const fill = fillEvent(raw);
  const filled = account.events(raw, fill);
  const holdings = (history: typeof account) => [...history.state.holdings.values()];

  it('is ignored with the same content', () => {
    const history = filled
      .when(raw)
      .emitsNothing()
      .when(fill)
      .emitsNothing()
      .when(signalEvent(2, NOON + SECOND));

    expect(holdings(history)).toMatchObject([{ position: 10 }]);
  });

  it('is poison with other content', () => {
    filled.when(signalEvent(1, NOON, { quantity: 11 })).deadLetters('DUPLICATE_ID', /other content/);
    filled
      .when({ ...fill, data: { ...fill.data, quantity: 11 } })
      .deadLetters('DUPLICATE_ID', /other content/);
  });

  it('is ignored when a fill is reported in another event: executions are known by their ids', () => {
    const again = { ...fillEvent(raw), data: fill.data };
    expect(again.id).not.toBe(fill.id);

    expect(holdings(filled.events(again, hold('next', 1)))).toMatchObject([{ position: 10 }]);
  });

  it('is ignored however many signals were rejected since: a fill, and a signal that was validated', () => {
    let history: typeof account = filled;
    for (let n = 0; n < 200; n += 1) history = history.when(hold(`rejected ${n}`, 1)).rejects('HOLD_SIGNAL');

    const after = history.when(fill).emitsNothing().when(raw).emitsNothing().when(hold('last', 2));

    expect(holdings(after)).toMatchObject([{ position: 10, pending: new Map() }]);
  });

  it('is poison while its order is pending, however long ago it was seen', () => {
    const state = { ...account.events(raw).state, recentEvents: new RecentVerdicts(1) };

    expect(() => stage.reduce(state, raw, context(NOON))).toThrow(/pending/);
  });
});

describe('the prices a signal is judged by', () => {
  it('are the recorded price where it is newer than the signal', () => {
    account
      .context(context(NOON + 1, { price: 102 }))
      .when(signalEvent(1, NOON))
      .validates({ validated_price: 102 });
  });

  it('are not passed on where they are older than the signal, which names no price', () => {
    const [event] = account
      .context(context(NOON - SECOND, { price: 102 }))
      .when(signalEvent(1, NOON, { price: undefined }))
      .validates().emitted;

    expect(event?.data).not.toHaveProperty('validated_price');
  });

  it("are the same whether or not the signal's own tick is recorded", () => {
    const raw = signalEvent(1, NOON, { price: 102 });
    const before = lastPrice(100, NOON - SECOND);
    const after = { price: 102, at: NOON, previous: { price: 100, at: NOON - SECOND } };

    const [one, other] = [before, after].map((item) =>
      account
        .context(context(NOON, { prices: new Map([[NIFTY, item]]) }))
        .when(raw)
        .validates({ validated_price: 102 }),
    );

    expect(other?.emitted).toEqual(one?.emitted);
  });

  it("are the signal's own where another tick of the same moment is recorded", () => {
    account
      .context(context(NOON, { price: 100 }))
      .when(signalEvent(1, NOON, { price: 101 }))
      .validates({ validated_price: 101 });
  });

  it('compare a signal with the market, never with itself', () => {
    account.when(signalEvent(1, NOON, { price: 200 })).rejects('PRICE_DEVIATION');
  });

  it('are needed: a signal without a recorded price is rejected', () => {
    account
      .context(context(NOON, { prices: new Map() }))
      .when(signalEvent(1, NOON))
      .rejects('PRICE_DEVIATION');
  });

  it('include no time from the signal itself: one ahead of its event is from the future', () => {
    account.when(signalEvent(1, NOON, { timestamp: iso(NOON + 60 * SECOND) })).rejects('STALE_SIGNAL');
  });

  it('grow old by the wall clock where it counts', () => {
    account
      .context(context(NOON, { now: NOON + 5_001 }))
      .when(signalEvent(1, NOON))
      .rejects('STALE_SIGNAL')
      .context(context(NOON, { now: NOON + 5_000 }))
      .when(signalEvent(2, NOON))
      .validates();
  });
});

describe('pending orders', () => {
  const limited = under({ max_position_size: 25, duplicate_window_ms: 1 });
  const at = (seconds: number) => NOON + seconds * SECOND;
  const buy = (name: string, seconds: number, quantity = 10) => signalEvent(name, at(seconds), { quantity });

  it('count in full until they are filled or have failed', () => {
    const second = buy('b', 1);

    limited
      .events(buy('a', 0))
      .when(second)
      .validates()
      .when(buy('c', 2))
      .rejects('MAX_POSITION_SIZE')
      .events(failEvent(second, at(2)))
      .when(buy('d', 3))
      .validates();
  });

  it('count with their remaining quantity after a partial fill', () => {
    const order = buy('a', 0, 20);

    limited
      .events(order, fillEvent(order, { quantity: 5, complete: false }, at(1)))
      .when(buy('b', 2, 6))
      .rejects('MAX_POSITION_SIZE')
      .events(fillEvent(order, { quantity: 14, complete: false }, at(2)))
      .when(buy('b2', 3, 6))
      .rejects('MAX_POSITION_SIZE')
      .events(failEvent(order, at(3)))
      .when(buy('c', 4, 6))
      .validates();
  });

  it('do not offset one another: a sale that may fail makes no room for a purchase', () => {
    limited
      .events(buy('a', 0, 25), signalEvent('b', at(1), { signal_type: 'SELL', quantity: 20 }))
      .when(buy('c', 2, 1))
      .rejects('MAX_POSITION_SIZE');
  });

  it('stop counting at the end of their day, but later fills still count', () => {
    const lost = buy('a', 0, 25);

    limited
      .events(lost)
      .when(signalEvent('b', TOMORROW, { quantity: 5 }))
      .validates()
      .events(fillEvent(lost, {}, TOMORROW + SECOND))
      .when(signalEvent('c', TOMORROW + 2 * SECOND, { quantity: 1 }))
      .rejects('MAX_POSITION_SIZE');
  });

  it('are of one strategy and instrument', () => {
    limited
      .events(buy('a', 0, 25))
      .when(signalEvent('b', at(0), { quantity: 25, strategy_id: 'other' }))
      .validates()
      .when(signalEvent('c', at(0), { quantity: 25, instrument_token: BANK_NIFTY }))
      .validates();
  });
});

describe('with the kill switch engaged', () => {
  const open = signalEvent('open', NOON);
  const engaged = controls({ duplicate_window_ms: 1 }, { killSwitch: { engaged: true, reason: 'drill' } });

  /** Long 10, filled, then stopped. */
  const long = account
    .events(open, fillEvent(open))
    .contextOf(({ ts }) => context(Date.parse(ts), { controls: engaged }));
  const order = (name: string, signal_type: 'BUY' | 'SELL', quantity: number) =>
    signalEvent(name, NOON + SECOND, { signal_type, quantity });

  it.each([
    ['a reduction', 9],
    ['a close', 10],
  ])('%s (SELL %i): validated', (_, quantity) => {
    long.when(order('next', 'SELL', quantity)).validates();
  });

  it.each([
    ['an order that turns the position over', 'SELL', 11],
    ['an addition', 'BUY', 1],
  ] as const)('%s (%s %i): KILL_SWITCH', (_, side, quantity) => {
    long.when(order('next', side, quantity)).rejects('KILL_SWITCH');
  });

  it('rejects a second reduction where both would turn the position over', () => {
    long
      .when(order('a', 'SELL', 6))
      .validates()
      .when(order('b', 'SELL', 5))
      .rejects('KILL_SWITCH')
      .when(order('c', 'SELL', 4))
      .validates();
  });
});

describe('the exposure of the account', () => {
  it('adds up all strategies and instruments, long and short, pending orders included', () => {
    under({ max_open_exposure: 3_000 })
      .events(
        signalEvent(1, NOON),
        signalEvent(2, NOON, { instrument_token: BANK_NIFTY, signal_type: 'SELL' }),
      )
      .when(signalEvent(3, NOON, { strategy_id: 'other', quantity: 11 }))
      .rejects('MAX_OPEN_EXPOSURE')
      .when(signalEvent(4, NOON, { strategy_id: 'other', quantity: 10 }))
      .validates();
  });
});

describe('the exposure of one position', () => {
  it('counts the position and the added order once', () => {
    under({ max_open_exposure: 2_000, duplicate_window_ms: 1 })
      .events(signalEvent(1, NOON))
      .when(signalEvent(2, NOON + 1, { quantity: 11 }))
      .rejects('MAX_OPEN_EXPOSURE')
      .when(signalEvent(3, NOON + 1))
      .validates();
  });
});

describe('the daily loss', () => {
  const at = (seconds: number) => NOON + seconds * SECOND;
  const LIMITS = { max_daily_loss: 50, max_price_deviation_bps: 10_000 };
  const limit = controls(LIMITS);

  /** What the stage knows with the market at a price. */
  const priced = (seconds: number, price: number, change: Partial<RiskContext> = {}) =>
    context(at(seconds), { price, controls: limit, ...change });
  const buy = (name: string, seconds: number, price: number, quantity = 2) =>
    signalEvent(name, at(seconds), { price, quantity });
  const open = signalEvent('open', at(0));
  const opened = under(LIMITS).events(open, fillEvent(open, { fees: 2 }));
  const free = under(LIMITS).events(open, fillEvent(open));

  /** Long 10 at 100, fees ₹2, and then judged at a price. */
  const longAt = (price: number) => opened.context(priced(1, price)).when(buy('mark', 1, price, 1));

  it('counts open positions at the market and fees: 10 × 4.80 + 2 is the limit', () => {
    longAt(95.2).validates();
    longAt(95.1999).rejects('MAX_DAILY_LOSS');
  });

  it('counts realized losses', () => {
    const close = signalEvent('close', at(1), { signal_type: 'SELL' });

    free
      .events(close, fillEvent(close, { fill_price: 94.99 }))
      .when(signalEvent('next', at(2), { strategy_id: 'probe', instrument_token: BANK_NIFTY, quantity: 1 }))
      .rejects('MAX_DAILY_LOSS');
  });

  it('stays latched when prices come back, and the next day', () => {
    longAt(90)
      .context(priced(2, 100))
      .when(signalEvent('b', at(2), { quantity: 2 }))
      .rejects('MAX_DAILY_LOSS')
      .context(context(TOMORROW, { controls: limit }))
      .when(signalEvent('c', TOMORROW, { quantity: 2 }))
      .rejects('MAX_DAILY_LOSS');
  });

  it('lets a position be closed while it is latched', () => {
    longAt(90)
      .context(priced(2, 90))
      .when(signalEvent('out', at(2), { signal_type: 'SELL', price: 90 }))
      .validates();
  });

  it("is not latched by a signal's mistaken price", () => {
    const { state } = free
      .context(priced(1, 100, { controls: controls({ max_daily_loss: 50 }) }))
      .when(buy('typo', 1, 1, 1))
      .rejects('PRICE_DEVIATION');

    expect(state.latch).toBeUndefined();
  });

  /** The signal that finds the loss in `longAt` names its latch. */
  const LATCH = uuid('mark');
  const releasing = (latchId: string, releasedAt = at(500)) => ({
    controls: { ...limit, lossRelease: { latchId, at: releasedAt } },
  });

  it('is released once by a release that names it, and then measured from that moment', () => {
    longAt(90)
      .context(priced(2, 90, releasing(LATCH)))
      .when(buy('b', 2, 90))
      .validates()
      .context(priced(3, 84.9, releasing(LATCH)))
      .when(buy('c', 3, 84.9))
      .rejects('MAX_DAILY_LOSS')
      .context(priced(4, 90, releasing(LATCH)))
      .when(buy('d', 4, 90))
      .rejects('MAX_DAILY_LOSS')
      .context(priced(5, 90, releasing(uuid('c'), at(501))))
      .when(buy('e', 5, 90))
      .validates();
  });

  it.each([[uuid('another')], ['']])('is not released by a release that names %j', (other) => {
    const { state } = longAt(90)
      .context(priced(2, 90, releasing(other)))
      .when(buy('b', 2, 90))
      .rejects('MAX_DAILY_LOSS');

    expect(state.latch).toMatchObject({ id: LATCH });
  });

  it('is not released by a release that is older than the latch, as in a replay', () => {
    const released = account
      .context(priced(0, 100, releasing(LATCH)))
      .events(open, fillEvent(open, { fees: 2 }));

    released
      .context(priced(1, 90, releasing(LATCH)))
      .events(buy('mark', 1, 90, 1))
      .context(priced(2, 90, releasing(LATCH)))
      .when(buy('b', 2, 90))
      .rejects('MAX_DAILY_LOSS')
      .context(priced(3, 90, releasing(LATCH, at(501))))
      .when(buy('c', 3, 90))
      .validates();
  });

  it('is released at any times of the API and the market', () => {
    longAt(90)
      .context(priced(2, 90, { ...releasing(LATCH, at(-1)), now: at(2) }))
      .when(buy('b', 2, 90))
      .validates();
  });

  it('is named in the check of every signal that it rejects, and in its item', () => {
    const outcome = longAt(90)
      .context(priced(2, 90))
      .when(buy('b', 2, 90));

    expect(checkOf(outcome, 'MAX_DAILY_LOSS')?.detail).toMatch(
      new RegExp(`latched at .*; a release names latch ${LATCH}$`),
    );
    expect(outcome.itemsOf('daily-losses')).toEqual([
      {
        broker: 'paper',
        latched: true,
        latch_id: LATCH,
        latched_at: iso(at(1)),
        loss: 102,
        limit: 50,
        updated_at: iso(at(2)),
        sequence: 2,
      },
    ]);
  });

  it('is written again by a release, and not without a latch', () => {
    const latched = longAt(90).projects('daily-losses', { latched: true, sequence: 1 });
    const released = latched.context(priced(2, 90, releasing(LATCH))).when(buy('b', 2, 90));
    released.projects('daily-losses', { latched: false, sequence: 2 });

    released
      .context(priced(3, 90, releasing(LATCH)))
      .when(buy('c', 3, 90))
      .projects('daily-losses');
    expect(released.itemsOf('daily-losses')[0]).not.toHaveProperty('latch_id');
  });
});

describe('a signal of the future', () => {
  it('is refused where the wall clock counts, before the rate of orders or a latch take its time for the newest', () => {
    account
      .context(context(NOON, { now: NOON }))
      .when({ ...signalEvent('a', NOON), ts: '9999-12-31T23:59:59.999Z' })
      .deadLetters('FROM_THE_FUTURE');
  });
});

describe("the account's day", () => {
  const midnight = Date.parse('2026-06-16T18:30:00.000Z');
  const limits = { controls: controls({ max_daily_trades: 1 }) };
  const once = under({ max_daily_trades: 1 });
  const gold = (name: string, at: number) => signalEvent(name, at, { instrument_token: BANK_NIFTY });

  it('turns at midnight in India and at no other moment', () => {
    const before = once.events(signalEvent('a', NOON)).when(gold('b', midnight - 1));
    const after = before.when(gold('c', midnight));

    expect(checkOf(before, 'MAX_DAILY_TRADES')?.passed).toBe(false);
    expect(checkOf(after, 'MAX_DAILY_TRADES')?.passed).toBe(true);
  });

  it('never turns back', () => {
    once
      .events(signalEvent('a', TOMORROW), signalEvent('b', NOON))
      .when(gold('c', TOMORROW + SECOND))
      .rejects('MAX_DAILY_TRADES');
  });

  it('is not turned by a clock that is ahead where the wall clock counts', () => {
    const outcome = once
      .context(context(NOON, { ...limits, now: NOON }))
      .events(signalEvent('a', NOON))
      .context(context(midnight, { ...limits, now: midnight - SECOND }))
      .when(gold('b', midnight));

    expect(checkOf(outcome, 'MAX_DAILY_TRADES')?.passed).toBe(false);
  });
});
