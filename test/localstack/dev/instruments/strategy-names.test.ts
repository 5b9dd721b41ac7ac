import { describe, expect, it } from 'vitest';
import { strategyLines } from '../../../../localstack/dev/instruments/strategy-names.ts';

describe('a load by command', () => {
  it('prints the names of a strategy that have another token, and those that are not listed', () => {
    const resolved = { strategy_id: 'alpha', moved: ['NSE:INFY'], unresolved: ['NSE:GONE'], dropped: [] };

    expect(strategyLines(resolved)).toEqual([
      '  strategy alpha: NSE:INFY with another token',
      '  strategy alpha: NSE:GONE not listed',
    ]);
  });

  it('prints nothing of a strategy that got its removed token again', () => {
    expect(strategyLines({ strategy_id: 'alpha', moved: [], unresolved: [], dropped: [] })).toEqual([]);
  });
});
