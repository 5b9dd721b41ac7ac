import { describe, expect, it } from 'vitest';
import { strategyRunner } from '../../../functions/strategy-runner/stage.ts';
import type { Emit } from '../../../shared/kernel/stage.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { contextOf, item, runner, said, setOf } from './scenario.ts';
import { BANK_NIFTY, NIFTY, tickEvent } from './ticks.ts';

const faulty = (changes: Item = {}): Item =>
  item({ type: 'throws', parameters: {}, instruments: [NIFTY, BANK_NIFTY], ...changes });

const messageOf = (emit: Emit | undefined): string | undefined =>
  emit?.kind === 'event' && emit.type === 'system_error' ? emit.data.message : undefined;

describe('a strategy that throws', () => {
  it('is stopped and reported, and the others process the same tick', () => {
    const steady = { parameters: { every_ticks: 1 } };
    const stage = runner(
      setOf(
        item({ strategy_id: 'a', ...steady }),
        faulty({ strategy_id: 'b' }),
        item({ strategy_id: 'c', ...steady }),
      ),
    );

    const emits = stage.send(tickEvent(13, 1));

    expect(said(emits)).toEqual([
      'paper.signals.raw a BUY 1',
      'system.errors STRATEGY_FAILED b',
      'paper.signals.raw c BUY 1',
    ]);
    expect(messageOf(emits[1])).toMatch(/strategy b was stopped .*It threw: division by zero$/);
    expect(said(stage.send(tickEvent(14, 2)))).toEqual([
      'paper.signals.raw a SELL 1',
      'paper.signals.raw c SELL 1',
    ]);
  });

  it('is stopped on its other instruments too, and reported once', () => {
    const stage = runner(setOf(faulty()));
    stage.send(tickEvent(100, 1, BANK_NIFTY));

    stage.send(tickEvent(13, 1, NIFTY));

    expect(stage.send(tickEvent(13, 2, NIFTY))).toEqual([]);
    expect(stage.send(tickEvent(101, 2, BANK_NIFTY))).toEqual([]);
  });

  it('may throw anything', () => {
    const stage = runner(setOf(faulty({ type: 'throws_text' })));

    expect(messageOf(stage.send(tickEvent(13))[0])).toMatch(/It threw: oh no$/);
  });

  it('stays stopped over a restart', () => {
    const stage = runner(setOf(faulty()));
    stage.send(tickEvent(13, 1));

    stage.restart();

    expect(stage.send(tickEvent(100, 2))).toEqual([]);
  });

  it('stays stopped while its item stays as it is, even if others change', () => {
    const stage = runner(setOf(faulty()));
    stage.send(tickEvent(13, 1));

    stage.configure(setOf(faulty(), item({ strategy_id: 'bravo', instruments: [BANK_NIFTY] })));

    expect(stage.send(tickEvent(100, 2))).toEqual([]);
  });

  it.each([
    ['version', faulty({ version: 2 })],
    ['parameters', faulty({ parameters: { quantity: 2 } })],
  ])('restarts without its state with other %s', (_, changed) => {
    const stage = runner(setOf(faulty()));
    stage.send(tickEvent(100, 1));
    stage.send(tickEvent(13, 2));

    stage.configure(setOf(changed));

    // It buys as many as it has counted ticks.
    expect(said(stage.send(tickEvent(100, 3)))).toEqual(['paper.signals.raw alpha BUY 1']);
  });

  it('can fail again, and is reported again', () => {
    const stage = runner(setOf(faulty()));
    stage.send(tickEvent(13, 1));
    stage.configure(setOf(faulty({ version: 2 })));

    expect(said(stage.send(tickEvent(13, 2)))).toEqual(['system.errors STRATEGY_FAILED alpha']);
  });
});

describe('a strategy whose decision is no signal', () => {
  it('is stopped, and no signal is sent', () => {
    const stage = runner(setOf(faulty({ type: 'half' })));

    const emits = stage.send(tickEvent(13));

    expect(said(emits)).toEqual(['system.errors STRATEGY_FAILED alpha']);
    expect(messageOf(emits[0])).toMatch(/quantity: .*\(found 0\.5\)/);
  });
});

describe('a strategy whose saved state cannot be read', () => {
  it('is stopped, and the others continue', () => {
    const stage = strategyRunner();
    const strategies = setOf(
      item({ strategy_id: 'a', type: 'rsi', parameters: {} }),
      item({ strategy_id: 'b', parameters: { every_ticks: 1 } }),
    );
    const [a, b] = strategies.accepted.map(({ configured }) => configured.fingerprint);
    const state = stage.codec.decode([
      0,
      [],
      [
        ['a', a, 0, [[NIFTY, 0, 0, 1_000_000, 3]]],
        ['b', b, 0, []],
      ],
      [],
    ]);

    const emits = stage.reduce(state, tickEvent(100), contextOf(strategies));

    expect(said(emits)).toEqual(['system.errors STRATEGY_FAILED a', 'paper.signals.raw b BUY 1']);
  });
});
