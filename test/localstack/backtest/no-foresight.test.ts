import { beforeAll, describe, expect, it } from 'vitest';
import { STRATEGY_TYPES } from '../../../functions/strategy-runner/strategies/registry.ts';
import { REPLAY_ORDER_LATENCY_MS } from '../../../localstack/backtest/order-latency.ts';
import { BAR_MODES } from '../../../localstack/market-data/bar-path.ts';
import { gainsByType, WALKING_TYPES, type Walks, walksOf } from './walk-gains.ts';

/** `SEED=… npx vitest run test/localstack/backtest/no-foresight.test.ts` walks another way. */
const SEED = process.env.SEED ?? '2022';
const MINUTES = 600;

describe(`a random walk without drift (SEED=${SEED})`, () => {
  let walks: Walks;
  beforeAll(() => {
    walks = walksOf(SEED, MINUTES);
  });

  it('is walked by every strategy of the project', () => {
    expect(STRATEGY_TYPES.map(({ type }) => type)).toEqual(expect.arrayContaining([...WALKING_TYPES]));
    expect(STRATEGY_TYPES).toHaveLength(WALKING_TYPES.length);
  });

  it.each([...BAR_MODES, 'ticks'] as const)('earns no strategy anything before costs: %s', async (mode) => {
    const gains = await gainsByType(walks, mode, REPLAY_ORDER_LATENCY_MS);

    for (const [type, { fills, standardErrors }] of gains) {
      expect(fills, `fills of ${type}`).toBeGreaterThan(50);
      expect(Math.abs(standardErrors), `standard errors of ${type}: SEED=${SEED} repeats it`).toBeLessThan(3);
    }
  });

  it('earns much on bars whose orders fill at the tick that decided, so the measure can fail', async () => {
    const gains = await gainsByType(walks, 'near', 0);

    expect(gains.get('rsi')?.standardErrors).toBeGreaterThan(4);
    expect(gains.get('mean_reversion')?.standardErrors).toBeGreaterThan(4);
  });
});
