import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { PaperTrader } from '../../functions/paper-trading-engine/paper-trader.ts';
import { market, order } from '../functions/paper-trading-engine/fixtures.ts';

const inputsOf = async (entry: string): Promise<readonly string[]> => {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs);
};

/** The review found traders that published their own events: twice with the engine's, or on other topics. */
describe('finding: traders that emit', () => {
  it('nothing that the paper trader is made of knows a topic, a producer or how to emit', async () => {
    const inputs = await inputsOf('functions/paper-trading-engine/paper-trader.ts');

    expect(inputs).toContain('shared/market/charges.ts');
    expect(
      inputs.filter((path) => /topics\.ts|shared\/kernel\/|shared\/kafka\/|kafkajs|aws-sdk/.test(path)),
    ).toEqual([]);
  });

  it('it answers with data: no event, no topic, no envelope', () => {
    const trader = new PaperTrader({ slippageBasisPoints: 2, maxPriceAgeMs: 15_000 });

    const outcome = trader.execute(order({}), market({}));

    expect(outcome.filled).toBe(true);
    expect(Object.keys(outcome).toSorted()).toEqual(['data', 'filled']);
    for (const member of ['topic', 'type', 'id', 'correlation_id'])
      expect(outcome.data).not.toHaveProperty(member);
  });

  it('it keeps nothing: the same order has the same outcome, whoever asks', () => {
    const trader = new PaperTrader({ slippageBasisPoints: 2, maxPriceAgeMs: 15_000 });
    const first = trader.execute(order({}), market({}));
    trader.execute(order({ side: 'SELL' }), market({ price: 1_000 }));

    const other = new PaperTrader({ slippageBasisPoints: 2, maxPriceAgeMs: 15_000 });

    expect(trader.execute(order({}), market({}))).toEqual(first);
    expect(other.execute(order({}), market({}))).toEqual(first);
  });
});
