import { describe, expect, it } from 'vitest';
import { STRATEGY_TYPES } from '../../../../functions/strategy-runner/strategies/registry.ts';
import { strategyItem } from '../../../../functions/strategy-runner/strategy-item.ts';
import { demoItems } from '../../../../localstack/dev/seed/demo-items.ts';
import { replayItems } from '../../../../localstack/dev/seed/replay-items.ts';
import { readControls } from '../../../../shared/controls/controls.ts';
import { instrumentItem } from '../../../../shared/market/instrument.ts';

const SEEDS = [
  { name: 'demo', items: demoItems() },
  { name: 'replay', items: replayItems() },
];

const itemsOf = (seed: (typeof SEEDS)[number], table: string) =>
  seed.items.filter((each) => each.table === table).map(({ item }) => item);

describe.each(SEEDS)('the $name items', (seed) => {
  const strategies = itemsOf(seed, 'strategies').map((item) => strategyItem.parse(item));
  const instruments = itemsOf(seed, 'instruments').map((item) => instrumentItem.parse(item));

  it('configure strategies that the strategy runner accepts, on seeded instruments', () => {
    const tokens = new Set(instruments.map(({ instrument_token }) => instrument_token));
    expect(strategies.length).toBeGreaterThanOrEqual(4);
    for (const strategy of strategies) {
      const type = STRATEGY_TYPES.find((each) => each.type === strategy.type);
      expect(() => type?.configure(strategy.parameters)).not.toThrow();
      expect(type).toBeDefined();
      expect(strategy.instruments.filter((token) => !tokens.has(token))).toEqual([]);
    }
  });

  it('clear no strategy for live trading', () => {
    expect(strategies.filter((strategy) => strategy.zerodha_trading_enabled)).toEqual([]);
  });

  it('set controls that the risk manager accepts, for paper only', () => {
    const controls = itemsOf(seed, 'controls');

    expect(controls.filter(({ broker }) => broker !== 'paper')).toEqual([]);
    expect(readControls('paper', controls).killSwitch.engaged).toBe(false);
  });

  it('write each key once', () => {
    const keys = seed.items.map(({ table, item }) => {
      return `${table}/${item.strategy_id ?? item.instrument_token ?? `${item.broker}/${item.control}`}`;
    });

    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the demo items', () => {
  it('have every type of strategy', () => {
    const types = demoItems().flatMap(({ table, item }) => (table === 'strategies' ? [item.type] : []));

    expect(new Set(types)).toEqual(new Set(STRATEGY_TYPES.map(({ type }) => type)));
  });
});
