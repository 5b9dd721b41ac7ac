import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strategyRunner } from '../../../functions/strategy-runner/stage.ts';
import { PoisonError } from '../../../shared/errors.ts';
import { createEvent } from '../../../shared/events/create.ts';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { item, runner, said, setOf } from './scenario.ts';
import { decisionsOf } from './strategies/oracle.ts';
import { BANK_NIFTY, NIFTY, tickEvent, timeOf } from './ticks.ts';

const PAPER = topicsFor('paper').signalsRaw;
const ZERODHA = topicsFor('zerodha').signalsRaw;

describe('strategy-runner', () => {
  it('makes a signal of a decision, at the price and time of its tick', () => {
    const stage = runner(setOf(item({ parameters: { every_ticks: 2, quantity: 25 } })));

    stage.send(tickEvent(15_400, 1));
    const emits = stage.send(tickEvent(15_401.5, 2));

    expect(emits).toEqual([
      {
        kind: 'event',
        topic: PAPER,
        type: 'trading_signal',
        data: {
          strategy_id: 'alpha',
          instrument_token: NIFTY,
          signal_type: 'BUY',
          quantity: 25,
          price: 15_401.5,
          timestamp: timeOf(2),
        },
      },
    ]);
  });

  it('sends it to the live broker as well, and never instead, when the strategy is cleared for that', () => {
    const stage = runner(setOf(item({ zerodha_trading_enabled: true, parameters: { every_ticks: 1 } })));

    const emits = stage.send(tickEvent(100));

    expect(emits.map((emit) => emit.kind === 'event' && emit.topic)).toEqual([PAPER, ZERODHA]);
    expect(said(emits)).toEqual(['paper.signals.raw alpha BUY 1', 'zerodha.signals.raw alpha BUY 1']);
  });

  it('runs each strategy on each instrument by itself, in the order of strategy ids', () => {
    const both = { instruments: [NIFTY, BANK_NIFTY], parameters: { every_ticks: 2 } };
    const stage = runner(
      setOf(item({ ...both, strategy_id: 'bravo' }), item({ ...both, strategy_id: 'alpha' })),
    );

    expect(said(stage.send(tickEvent(100, 1, NIFTY)))).toEqual([]);
    expect(said(stage.send(tickEvent(300, 1, BANK_NIFTY)))).toEqual([]);
    expect(said(stage.send(tickEvent(101, 2, NIFTY)))).toEqual([
      'paper.signals.raw alpha BUY 1',
      'paper.signals.raw bravo BUY 1',
    ]);
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
    const stage = runner(setOf(item()));
    stage.send(tickEvent(100, 1));
    const before = stage.packed();

    stage.send(tickEvent(200, 1, BANK_NIFTY));

    expect(stage.packed()).toEqual(before);
  });

  it('skips a tick that comes again', () => {
    const stage = runner(setOf(item({ parameters: { every_ticks: 1 } })));

    expect(stage.send(tickEvent(100, 1)).length).toBe(1);
    expect(stage.send(tickEvent(100, 1))).toEqual([]);
    expect(said(stage.send(tickEvent(101, 2)))).toEqual(['paper.signals.raw alpha SELL 1']);
  });

  it('does not act on a tick older than the newest of its instrument', () => {
    const stage = runner(setOf(item({ parameters: { every_ticks: 1 } })));
    stage.send(tickEvent(100, 5));
    const before = stage.packed();

    expect(stage.send(tickEvent(99, 4))).toEqual([]);
    expect(stage.packed()).toEqual(before);
  });

  it('takes a known id with another price for poison', () => {
    const stage = runner(setOf(item()));
    const first = tickEvent(100, 1);
    stage.send(first);

    expect(() => stage.send(tickEvent(101, 1, NIFTY, first.id))).toThrow(PoisonError);
  });

  it('refuses a tick of the future where the wall clock counts, for every true one would be late after it', () => {
    const stage = strategyRunner();
    const state = stage.initial();
    const given = { strategies: setOf(item({ parameters: { every_ticks: 1 } })), now: Date.parse(timeOf(0)) };

    expect(() => stage.reduce(state, tickEvent(100, 61), given)).toThrow(
      expect.objectContaining({ name: 'PoisonError', code: 'FROM_THE_FUTURE' }),
    );
    expect(said(stage.reduce(state, tickEvent(100, 1), given))).toEqual(['paper.signals.raw alpha BUY 1']);
  });

  it('takes anything but a tick for poison', () => {
    const stage = runner(setOf(item()));
    const root = { id: tickEvent(1).id, ts: timeOf(0), source: 'test' };
    const error = { code: 'X', message: 'x', timestamp: timeOf(0) };

    expect(() => stage.send(createEvent(SHARED_TOPICS.systemErrors, 'system_error', error, root))).toThrow(
      PoisonError,
    );
  });
});
