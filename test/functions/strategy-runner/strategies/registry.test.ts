import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STRATEGY_TYPES } from '../../../../functions/strategy-runner/strategies/registry.ts';
import type { StrategyType } from '../../../../functions/strategy-runner/strategies/strategy.ts';
import { ticksOf } from '../ticks.ts';
import { decisionsOf } from './oracle.ts';
import { priceWalks } from './prices.ts';

/** Parameters that make strategies signal within a short walk. A strategy without an entry here is tested with its defaults. */
const LIVELY: Readonly<Record<string, object>> = {
  momentum: { lookback_period: 3, momentum_threshold: 0.005 },
  mean_reversion: { bollinger_period: 4, bollinger_deviations: 1, rsi_period: 3, rsi_oversold: 45 },
  rsi: { rsi_period: 3, rsi_oversold: 40, rsi_overbought: 60, cooldown_ticks: 1 },
  low_frequency: { every_ticks: 5 },
};

const lively = (strategy: StrategyType) => strategy.configure(LIVELY[strategy.type] ?? {});

it('gives each strategy a unique name', () => {
  const names = STRATEGY_TYPES.map(({ type }) => type);

  expect(new Set(names).size).toBe(names.length);
});

it('lists the strategy of every file that exports one', () => {
  const folder = join(import.meta.dirname, '../../../../functions/strategy-runner/strategies');
  const source = (file: string) => readFileSync(join(folder, file), 'utf8');
  const registry = source('registry.ts');

  const missing = readdirSync(folder)
    .filter((file) => /^export const \w+: Strategy</m.test(source(file)))
    .filter((file) => !registry.includes(`'./${file}'`))
    .map((file) => `add ${file} to STRATEGY_TYPES in registry.ts`);

  expect(missing).toEqual([]);
});

describe.each(STRATEGY_TYPES.map((strategy) => [strategy.type, strategy] as const))('%s', (_, strategy) => {
  it('runs with its defaults', () => {
    expect(strategy.configure({}).start().pack()).toBeInstanceOf(Array);
  });

  it('refuses a parameter that it does not know', () => {
    expect(() => strategy.configure({ lookbck: 3 })).toThrow('lookbck');
  });

  it('refuses a quantity that is not a whole number of units, naming it', () => {
    expect(() => strategy.configure({ quantity: 1.5 })).toThrow(/quantity: .*\(found 1\.5\)/);
  });

  it('gives no signal while it warms up', () => {
    const configured = lively(strategy);
    fc.assert(
      fc.property(priceWalks(), (prices) => {
        const early = decisionsOf(configured, prices).slice(0, configured.warmUp);

        expect(early.every((decision) => decision === undefined)).toBe(true);
      }),
    );
  });

  it.runIf(strategy.type in LIVELY)('can signal on the first tick after the warm-up', () => {
    const configured = lively(strategy);
    const walks = fc.sample(priceWalks(), { numRuns: 500, seed: 7 });

    expect(walks.some((prices) => decisionsOf(configured, prices)[configured.warmUp] !== undefined)).toBe(
      true,
    );
  });

  it('decides the same after a checkpoint as without it', () => {
    const configured = lively(strategy);
    fc.assert(
      fc.property(priceWalks(), fc.nat(80), (prices, cut) => {
        const ticks = ticksOf(prices);
        const before = configured.start();
        for (const tick of ticks.slice(0, cut)) before.onTick(tick);

        const packed: number[] = JSON.parse(JSON.stringify(before.pack()));
        const after = configured.resume(packed);

        for (const tick of ticks.slice(cut)) expect(after.onTick(tick)).toEqual(before.onTick(tick));
        expect(after.pack()).toEqual(before.pack());
      }),
    );
  });

  it('packs into at most packedSize numbers', () => {
    const configured = lively(strategy);
    fc.assert(
      fc.property(priceWalks(), (prices) => {
        const instance = configured.start();
        for (const tick of ticksOf(prices)) instance.onTick(tick);

        expect(instance.pack().length).toBeLessThanOrEqual(configured.packedSize);
      }),
    );
  });

  it('has a fingerprint that follows its parameters, not their order', () => {
    const usual = strategy.configure({});

    expect(strategy.configure({ quantity: 1 }).fingerprint).toBe(usual.fingerprint);
    expect(strategy.configure({ quantity: 2 }).fingerprint).not.toBe(usual.fingerprint);
  });
});
