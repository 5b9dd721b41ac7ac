import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateCodec } from '../../../functions/strategy-runner/state-codec.ts';
import { messageOf } from '../../../shared/errors.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { item, runner, setOf } from './scenario.ts';
import { BANK_NIFTY, NIFTY, tickEvent } from './ticks.ts';

const SETS = [
  setOf(
    item({ strategy_id: 'a', instruments: [NIFTY, BANK_NIFTY] }),
    item({
      strategy_id: 'b',
      type: 'momentum',
      parameters: { lookback_period: 2, momentum_threshold: 0.01 },
    }),
    item({ strategy_id: 'c', type: 'throws', parameters: {} }),
  ),
  setOf(
    item({ strategy_id: 'a', parameters: { every_ticks: 3 } }),
    item({ strategy_id: 'c', type: 'throws', parameters: {}, version: 2 }),
    item({ strategy_id: 'd', type: 'astrology' }),
  ),
  setOf(),
];

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      price: fc.integer({ min: 10, max: 16 }),
      second: fc.integer({ min: 0, max: 3 }),
      late: fc.boolean(),
      reuseId: fc.boolean(),
      token: fc.constantFrom(NIFTY, BANK_NIFTY, 5),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(...SETS) },
);

describe('the checkpoint of strategy-runner', () => {
  it('changes nothing for an interruption at any event', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(60), fc.nat(3_000), (steps, cut, latency) => {
        const warm = runner(setOf(), latency);
        const cold = runner(setOf(), latency);
        let elapsed = 0;
        let previous: Envelope | undefined;
        for (const [index, current] of steps.entries()) {
          if (index === cut) cold.restart();
          if ('accepted' in current) {
            warm.configure(current);
            cold.configure(current);
            continue;
          }
          elapsed += current.second;
          const id = current.reuseId ? previous?.id : undefined;
          const event = tickEvent(current.price, elapsed - (current.late ? 1 : 0), current.token, id);
          previous = event;

          const answer = (send: (event: Envelope) => unknown): unknown => {
            try {
              return send(event);
            } catch (thrown) {
              return messageOf(thrown);
            }
          };
          expect(answer(cold.send)).toEqual(answer(warm.send));
        }
      }),
    );
  });

  it('is a few numbers per strategy and instrument', () => {
    const stage = runner(
      setOf(item({ type: 'momentum', parameters: { lookback_period: 3, momentum_threshold: 0.5 } })),
    );
    for (const [second, price] of [100, 100.5, 100.25].entries()) stage.send(tickEvent(price, second));

    expect(stage.packed()).toEqual([
      0,
      [[NIFTY, Date.parse('2022-06-16T03:45:02.000Z'), expect.any(Number), 100.25]],
      [['alpha', expect.stringMatching(/^[0-9a-f]{16}$/), 0, [[NIFTY, 2, 0, 1_000_000, 5_000, -2_500]]]],
      [],
    ]);
  });

  it('keeps the orders that wait', () => {
    const stage = runner(setOf(item({ parameters: { every_ticks: 1 } })), 1_000);
    stage.send(tickEvent(100, 0));

    const packed = stage.packed();

    const order = [
      NIFTY,
      'alpha',
      'BUY',
      1,
      100,
      Date.parse('2022-06-16T03:45:00.000Z'),
      false,
      null,
      null,
      null,
    ];
    expect(packed).toMatchObject([0, {}, {}, [], [order]]);
  });

  it('reads a state of an earlier release, in which no order could wait', () => {
    expect(stateCodec.decode([0, [], [], []]).waiting.isEmpty).toBe(true);
  });

  it.each([
    null,
    {},
    [],
    [0, [], []],
    [0, [[1]], [], []],
    [0, [], [['a', 'f', 0, [['x']]]], []],
    [0, [], [], [], [[1]]],
  ])('is refused when it is no such state: %j', (packed) => {
    expect(() => stateCodec.decode(packed)).toThrow();
  });
});
