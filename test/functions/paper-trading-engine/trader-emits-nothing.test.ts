import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { PaperTrader } from '../../../functions/paper-trading-engine/paper-trader.ts';
import { market, order } from './fixtures.ts';

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

/** Only the engine publishes: a trader that published as well would double events. */
describe('PaperTrader', () => {
  it('imports no topic, no producer and nothing of the kernel', async () => {
    const inputs = await inputsOf('functions/paper-trading-engine/paper-trader.ts');

    expect(inputs).toContain('shared/market/charges.ts');
    expect(
      inputs.filter((path) => /topics\.ts|shared\/kernel\/|shared\/kafka\/|kafkajs|aws-sdk/.test(path)),
    ).toEqual([]);
  });

  it('returns data without an event, a topic or an envelope', () => {
    const trader = new PaperTrader({ slippageBasisPoints: 2, maxPriceAgeMs: 15_000 });

    const outcome = trader.execute(order({}), market({}));

    expect(outcome.filled).toBe(true);
    expect(Object.keys(outcome).toSorted()).toEqual(['data', 'filled']);
    for (const member of ['topic', 'type', 'id', 'correlation_id'])
      expect(outcome.data).not.toHaveProperty(member);
  });

  it('keeps no state: the same order has the same outcome in every trader', () => {
    const trader = new PaperTrader({ slippageBasisPoints: 2, maxPriceAgeMs: 15_000 });
    const first = trader.execute(order({}), market({}));
    trader.execute(order({ side: 'SELL' }), market({ price: 1_000 }));

    const other = new PaperTrader({ slippageBasisPoints: 2, maxPriceAgeMs: 15_000 });

    expect(trader.execute(order({}), market({}))).toEqual(first);
    expect(other.execute(order({}), market({}))).toEqual(first);
  });
});
