import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strategyRunner } from '../../../functions/strategy-runner/stage.ts';
import { PoisonError } from '../../../shared/errors.ts';
import { createEvent } from '../../../shared/events/create.ts';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { given, on } from '../../support/spec.ts';
import { contextOf, item, runner, said, setOf } from './scenario.ts';
import { decisionsOf } from './strategies/oracle.ts';
import { BANK_NIFTY, NIFTY, tickEvent, timeOf } from './ticks.ts';

const PAPER = topicsFor('paper').signalsRaw;
const ZERODHA = topicsFor('zerodha').signalsRaw;

/** The stage with these strategies. */
const running = (...items: Item[]) => given(strategyRunner()).context(contextOf(setOf(...items)));

const eager = { parameters: { every_ticks: 1 } };
const signal = (strategy_id: string, signal_type: 'BUY' | 'SELL') => ({
  strategy_id,
  signal_type,
  quantity: 1,
});

describe('strategy-runner', () => {
  it('makes a signal of a decision, at the price and time of its tick', () => {
    const [event] = running(item({ parameters: { every_ticks: 2, quantity: 25 } }))
      .events(tickEvent(15_400, 1))
      .when(tickEvent(15_401.5, 2))
      .emits(on(PAPER, {})).emitted;

    expect(event?.data).toEqual({
      strategy_id: 'alpha',
      instrument_token: NIFTY,
      signal_type: 'BUY',
      quantity: 25,
      price: 15_401.5,
      timestamp: timeOf(2),
    });
  });

  it('gives a signal what its tick offered, and nothing else of the tick', () => {
    const quote = {
      depth: { buy: [], sell: [{ price: 110, quantity: 300, orders: 2 }] },
      last_trade_time: timeOf(0),
      upper_circuit_limit: 110,
      bar: { low: 99, high: 110, decides: true },
    };
    const [event] = running(item(eager)).when(
      tickEvent(109.5, 1, NIFTY, undefined, { ...quote, volume_traded: 5 }),
    ).emitted;

    expect(event?.data).toHaveProperty('quote', quote);
  });

  it('shows no strategy the range of a bar that may not be over', () => {
    running(item({ type: 'peeks', parameters: {} }))
      .when(tickEvent(100, 1, NIFTY, undefined, { bar: { low: 99, high: 110, decides: true } }))
      .emits(on(PAPER, signal('alpha', 'BUY')));
  });

  it('gives a signal the product of its strategy', () => {
    running(item({ ...eager, product: 'CNC' }))
      .when(tickEvent(100))
      .emits(on(PAPER, { ...signal('alpha', 'BUY'), product: 'CNC' }));
  });

  it('sends a signal to the live broker as well, and never instead, for a cleared strategy', () => {
    running(item({ zerodha_trading_enabled: true, ...eager }))
      .when(tickEvent(100))
      .emits(on(PAPER, signal('alpha', 'BUY')), on(ZERODHA, signal('alpha', 'BUY')));
  });

  it.each([
    ['paper', true, [on(PAPER, signal('alpha', 'BUY'))]],
    ['zerodha', true, [on(ZERODHA, signal('alpha', 'BUY'))]],
    ['zerodha', false, []],
  ] as const)('sends signals on %s alone as deployed, with clearance %s', (broker, isCleared, expected) => {
    const set = setOf(item({ zerodha_trading_enabled: isCleared, ...eager }));

    given(strategyRunner())
      .context(contextOf(set, { brokers: [broker] }))
      .when(tickEvent(100))
      .emits(...expected);
  });

  it('runs each strategy on each instrument by itself, in the order of strategy ids', () => {
    const both = { instruments: [NIFTY, BANK_NIFTY], parameters: { every_ticks: 2 } };

    running(item({ ...both, strategy_id: 'bravo' }), item({ ...both, strategy_id: 'alpha' }))
      .when(tickEvent(100, 1, NIFTY))
      .emitsNothing()
      .when(tickEvent(300, 1, BANK_NIFTY))
      .emitsNothing()
      .when(tickEvent(101, 2, NIFTY))
      .emits(on(PAPER, signal('alpha', 'BUY')), on(PAPER, signal('bravo', 'BUY')));
  });

  it('decides for every strategy and instrument as that strategy alone would', () => {
    const set = setOf(
      item({
        strategy_id: 'm',
        type: 'momentum',
        instruments: [NIFTY, BANK_NIFTY],
        parameters: { lookback_period: 2, momentum_threshold: 0.01 },
      }),
      item({ strategy_id: 'r', type: 'rsi', instruments: [BANK_NIFTY], parameters: { rsi_period: 2 } }),
    );
    const arrivals = fc.array(
      fc.tuple(fc.constantFrom(NIFTY, BANK_NIFTY), fc.integer({ min: 95, max: 105 })),
    );
    fc.assert(
      fc.property(arrivals, (ticks) => {
        const stage = runner(set);

        const found = ticks.flatMap(([token, price], second) =>
          said(stage.send(tickEvent(price, second, token))),
        );

        const expected = set.accepted.flatMap(({ strategy_id, instruments, configured }) =>
          [...instruments].flatMap((token) =>
            decisionsOf(
              configured,
              ticks.filter(([of]) => of === token).map(([, price]) => price),
            ).flatMap((decision) =>
              decision === undefined ? [] : [`paper.signals.raw ${strategy_id} ${decision.side} 1`],
            ),
          ),
        );
        expect(found.toSorted()).toEqual(expected.toSorted());
      }),
    );
  });

  it('returns the same empty list for a tick without signals', () => {
    const stage = runner(setOf(item({ parameters: { every_ticks: 100 } })));
    stage.send(tickEvent(100, 0));

    const [first, second, unwatched] = [
      tickEvent(100, 1),
      tickEvent(101, 2),
      tickEvent(9, 3, BANK_NIFTY),
    ].map(stage.send);

    expect(first).toEqual([]);
    expect(second).toBe(first);
    expect(unwatched).toBe(first);
  });

  it('keeps nothing of instruments that no strategy watches', () => {
    running(item())
      .events(tickEvent(100, 1))
      .when(tickEvent(200, 1, BANK_NIFTY))
      .emitsNothing()
      .keepsState();
  });

  it('skips a tick that comes again', () => {
    running(item(eager))
      .when(tickEvent(100, 1))
      .emits(on(PAPER, signal('alpha', 'BUY')))
      .when(tickEvent(100, 1))
      .emitsNothing()
      .when(tickEvent(101, 2))
      .emits(on(PAPER, signal('alpha', 'SELL')));
  });

  it('does not act on a tick older than the newest of its instrument', () => {
    running(item(eager)).events(tickEvent(100, 5)).when(tickEvent(99, 4)).emitsNothing().keepsState();
  });

  it('makes a dead letter of a known id with another price', () => {
    const first = tickEvent(100, 1);

    running(item())
      .events(first)
      .when(tickEvent(101, 1, NIFTY, first.id))
      .deadLetters('DUPLICATE_ID');
  });

  it('refuses a tick of the future by the wall clock, which would make every true one late', () => {
    given(strategyRunner())
      .context(contextOf(setOf(item(eager)), { now: Date.parse(timeOf(0)) }))
      .when(tickEvent(100, 61))
      .deadLetters('FROM_THE_FUTURE')
      .when(tickEvent(100, 1))
      .emits(on(PAPER, signal('alpha', 'BUY')));
  });

  it('makes a dead letter of every event that is not a tick', () => {
    const stage = runner(setOf(item()));
    const root = { id: tickEvent(1).id, ts: timeOf(0), source: 'test' };
    const error = { code: 'X', message: 'x', timestamp: timeOf(0) };

    expect(() => stage.send(createEvent(SHARED_TOPICS.systemErrors, 'system_error', error, root))).toThrow(
      PoisonError,
    );
  });
});
