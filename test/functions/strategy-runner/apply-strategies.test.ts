import { describe, expect, it } from 'vitest';
import type { Item } from '../../../shared/ports/item.ts';
import { item, runner, said, setOf } from './scenario.ts';
import { BANK_NIFTY, NIFTY, tickEvent } from './ticks.ts';

const wrong = (changes: Item = {}): Item => item({ parameters: { every_ticks: 0 }, ...changes });

const REFUSED = ['system.errors STRATEGY_REFUSED alpha'];

describe('changed strategies', () => {
  /** After one tick of two, a change, and a second tick: whether the strategy kept its count. */
  const signalsAfter = (changed: Item): boolean => {
    const stage = runner(setOf(item()));
    stage.send(tickEvent(100, 1));
    stage.configure(setOf(changed));
    return stage.send(tickEvent(101, 2)).length > 0;
  };

  it.each([
    ['version', item({ version: 2 })],
    ['clearance for live trading', item({ zerodha_trading_enabled: true })],
    ['further instruments', item({ instruments: [BANK_NIFTY, NIFTY] })],
    ['spelled-out defaults', item({ parameters: { every_ticks: 2, quantity: 1 } })],
  ])('keep their state with another %s', (_, changed) => {
    expect(signalsAfter(changed)).toBe(true);
  });

  it.each([
    ['parameters', item({ parameters: { every_ticks: 2, quantity: 5 } })],
    ['type', item({ type: 'momentum', parameters: {} })],
    ['id', item({ strategy_id: 'bravo' })],
  ])('restart with other %s', (_, changed) => {
    expect(signalsAfter(changed)).toBe(false);
  });

  it.each([
    ['deactivated', [item({ is_active: false })]],
    ['removed', []],
    ['refused', [wrong()]],
    ['taken off the instrument', [item({ instruments: [BANK_NIFTY] })]],
  ])('that were %s and came back restart', (_, between) => {
    const stage = runner(setOf(item()));
    stage.send(tickEvent(100, 1));
    stage.configure(setOf(...between));
    stage.send(tickEvent(101, 2));
    stage.configure(setOf(item()));

    expect(stage.send(tickEvent(102, 3))).toEqual([]);
    expect(said(stage.send(tickEvent(103, 4)))).toEqual(['paper.signals.raw alpha BUY 1']);
  });

  it('leave nothing in the checkpoint when they are gone', () => {
    const stage = runner(setOf(item()));
    stage.send(tickEvent(100, 1));

    stage.configure(setOf());
    stage.send(tickEvent(101, 2));

    expect(stage.packed()).toEqual([0, [], [], []]);
  });
});

describe('a refused strategy', () => {
  it('is reported once at the next tick of any instrument', () => {
    const stage = runner(setOf(wrong()));

    const [first, again] = [tickEvent(100, 1, BANK_NIFTY), tickEvent(101, 2)].map(stage.send);

    expect(said(first ?? [])).toEqual(REFUSED);
    expect(first?.[0]).toMatchObject({
      data: { message: expect.stringMatching(/^strategy alpha does not run: .*every_ticks: .*\(found 0\)/) },
    });
    expect(again).toEqual([]);
  });

  it('is not made known again after a restart or by a change elsewhere', () => {
    const stage = runner(setOf(wrong()));
    stage.send(tickEvent(100, 1));

    stage.restart();
    expect(stage.send(tickEvent(101, 2))).toEqual([]);
    stage.configure(setOf(wrong(), item({ strategy_id: 'bravo' })));
    expect(stage.send(tickEvent(102, 3))).toEqual([]);
  });

  it('is made known again for another reason, or after it was right in between', () => {
    const stage = runner(setOf(wrong()));
    stage.send(tickEvent(100, 1));

    stage.configure(setOf(wrong({ parameters: { every_ticks: -1 } })));
    expect(said(stage.send(tickEvent(101, 2)))).toEqual(REFUSED);
    stage.configure(setOf(item()));
    expect(stage.send(tickEvent(102, 3))).toEqual([]);
    stage.configure(setOf(wrong({ parameters: { every_ticks: -1 } })));
    expect(said(stage.send(tickEvent(103, 4)))).toEqual(REFUSED);
  });

  it('comes before the signals of the same tick', () => {
    const stage = runner(setOf(wrong(), item({ strategy_id: 'bravo', parameters: { every_ticks: 1 } })));

    expect(said(stage.send(tickEvent(100)))).toEqual([...REFUSED, 'paper.signals.raw bravo BUY 1']);
  });

  it('is not made known by a tick that comes again: its effects have ids already', () => {
    const stage = runner(setOf(wrong()));
    stage.send(tickEvent(100, 1, BANK_NIFTY));
    stage.configure(setOf(wrong({ parameters: { every_ticks: -1 } })));

    expect(stage.send(tickEvent(100, 1, BANK_NIFTY))).toEqual([]);
    expect(said(stage.send(tickEvent(101, 2, BANK_NIFTY)))).toEqual(REFUSED);
  });
});
