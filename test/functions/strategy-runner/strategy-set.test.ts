import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATE_BUDGET, strategySet } from '../../../functions/strategy-runner/strategy-set.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { BANK_NIFTY, NIFTY } from './ticks.ts';

const item = (changes: Item = {}): Item => ({
  strategy_id: 'alpha',
  type: 'momentum',
  instruments: [NIFTY],
  parameters: {},
  is_active: true,
  zerodha_trading_enabled: false,
  version: 1,
  ...changes,
});

describe('strategySet', () => {
  it('has the same order for any order of the items', () => {
    const items = ['delta', 'alpha', 'Zulu', 'bravo-2', 'bravo'].map((strategy_id) => item({ strategy_id }));
    fc.assert(
      fc.property(fc.shuffledSubarray(items, { minLength: items.length }), (shuffled) => {
        const ids = strategySet(shuffled).accepted.map(({ strategy_id }) => strategy_id);

        expect(ids).toEqual(['Zulu', 'alpha', 'bravo', 'bravo-2', 'delta']);
      }),
    );
  });

  it('fills in what an item leaves out', () => {
    const [accepted] = strategySet([
      { strategy_id: 'alpha', type: 'rsi', instruments: [NIFTY], is_active: true, version: 3 },
    ]).accepted;

    expect(accepted).toMatchObject({ type: 'rsi', zerodha_trading_enabled: false, version: 3 });
    expect(accepted?.configured.warmUp).toBe(15);
  });

  it('indexes strategies by instrument, each once', () => {
    const set = strategySet([
      item({ strategy_id: 'both', instruments: [NIFTY, BANK_NIFTY, NIFTY] }),
      item({ strategy_id: 'one', instruments: [NIFTY] }),
    ]);

    const ids = (token: number) => set.byInstrument.get(token)?.map(({ strategy_id }) => strategy_id);
    expect(ids(NIFTY)).toEqual(['both', 'one']);
    expect(ids(BANK_NIFTY)).toEqual(['both']);
  });

  it.each<[string, Item, string]>([
    ['a parameter out of bounds', { parameters: { lookback_period: 0 } }, 'lookback_period'],
    ['the value of a wrong parameter', { parameters: { momentum_threshold: 'big' } }, '(found "big")'],
    ['a parameter that does not exist', { parameters: { lookback: 3 } }, 'lookback'],
    ['a type that does not exist', { type: 'astrology' }, 'type "astrology" is unknown; there are momentum'],
    ['no instruments', { instruments: [] }, 'instruments'],
    ['an invalid instrument token', { instruments: [-4] }, 'instruments.0'],
    ['an unreadable is_active', { is_active: 'yes' }, 'is_active'],
    ['a missing version', { version: undefined }, 'version'],
    ['an id that would break keys', { strategy_id: 'a:b' }, 'strategy_id'],
  ])('refuses %s and runs the others', (_, changes, reason) => {
    const set = strategySet([item(changes), item({ strategy_id: 'sound' })]);

    expect(set.accepted.map(({ strategy_id }) => strategy_id)).toEqual(['sound']);
    expect(set.refused).toEqual([
      { strategy_id: changes.strategy_id ?? 'alpha', reason: expect.stringContaining(reason) },
    ]);
  });

  it('does not look at inactive items', () => {
    const set = strategySet([item({ is_active: false, parameters: { lookback_period: 0 } })]);

    expect([set.accepted, set.refused]).toEqual([[], []]);
  });

  it('refuses a strategy whose windows exceed the checkpoint, and accepts a smaller one after it', () => {
    const instruments = Array.from({ length: 3_000 }, (_, index) => index + 1);

    const set = strategySet([
      item({ strategy_id: 'large', instruments, parameters: { lookback_period: 1_000 } }),
      item({ strategy_id: 'small', instruments }),
    ]);

    expect(set.accepted.map(({ strategy_id }) => strategy_id)).toEqual(['small']);
    expect(set.refused[0]?.reason).toBe(
      `its windows need ${3_000 * 1_002} numbers and ${STATE_BUDGET} of ${STATE_BUDGET} are left: shorten them or watch fewer instruments`,
    );
  });

  it('counts the windows of all strategies together', () => {
    const half = item({
      instruments: Array.from({ length: 120 }, (_, index) => index + 1),
      parameters: { lookback_period: 998 },
    });

    const set = strategySet([half, { ...half, strategy_id: 'bravo' }]);

    expect(set.accepted.map(({ strategy_id }) => strategy_id)).toEqual(['alpha']);
    expect(set.refused[0]?.reason).toContain(`need 120000 numbers and ${STATE_BUDGET - 120_000} of`);
  });
});
