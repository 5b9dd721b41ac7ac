import { describe, expect, it } from 'vitest';
import { replayInProcess } from '../../../localstack/backtest/in-process-replay.ts';
import { PAPER, RELIANCE, seedOf, ticksAt } from './fixtures.ts';

const PRICES = Array.from({ length: 8 }, (_, second) => 2_500 + second);

const replay = (more: Partial<Parameters<typeof replayInProcess>[0]> = {}) =>
  replayInProcess({ source: [ticksAt(PRICES)], seed: seedOf(2), ...more });

describe('replayInProcess', () => {
  it('runs every tick through all paper stages', async () => {
    const { result, log } = await replay();

    expect(result).toMatchObject({
      ticks: 8,
      signals: { raw: 4, validated: 4, rejected: {} },
      fills: 4,
      failed_orders: {},
      dead_letters: {},
      positions: [{ position: `turns:${RELIANCE}`, quantity: 0 }],
    });
    expect(log.events(PAPER.ordersFilled.name)).toHaveLength(4);
  });

  it('fills at the next price with a latency, and counts the orders that found no price', async () => {
    const { log, result, waitingOrders } = await replay({ orderLatencyMs: 250 });

    const fills = log.events(PAPER.ordersFilled.name).map((text) => JSON.parse(text));
    expect(fills.map(({ data }) => data.market_price)).toEqual([2_502, 2_504, 2_506]);
    expect(result.fills).toBe(3);
    expect(waitingOrders).toBe(1);
  });

  it('tells a listener every event once', async () => {
    const types: string[] = [];

    const { result } = await replay({ onEvent: ({ type }) => types.push(type) });

    expect(types.filter((type) => type === 'order_filled')).toHaveLength(result.fills);
  });

  it('finishes all that a tick causes before the next tick', async () => {
    const { log } = await replay();

    const fills = log.events(PAPER.ordersFilled.name).map((text) => JSON.parse(text));

    // Each fill is made at the price of the tick that caused its signal: no later one had been recorded.
    expect(fills.map(({ data }) => data.market_price)).toEqual([2_501, 2_503, 2_505, 2_507]);
  });

  it('gives the same events in a second run and with other batches', async () => {
    const [once, again, apart] = await Promise.all([
      replay(),
      replay(),
      replay({ source: ticksAt(PRICES).map((tick) => [tick]) }),
    ]);

    for (const other of [again, apart]) {
      expect(other.result).toEqual(once.result);
      expect(other.log.topics()).toEqual(once.log.topics());
      for (const topic of once.log.topics()) expect(other.log.digest(topic)).toBe(once.log.digest(topic));
    }
  });

  it('decides the same without its journal, and keeps no log where none is wanted', async () => {
    const full = await replay();

    const withoutTrail = await replay({ withoutTrail: true });
    const withoutLog = await replay({ withoutLog: true });

    expect(withoutTrail.result).toEqual(full.result);
    expect(withoutLog.result).toEqual(full.result);
    expect(withoutLog.log.topics()).toEqual([]);
  });

  it('adds the fees of the contract notes where they are asked for', async () => {
    const plain = await replay();
    const { result } = await replay({ contractNotes: true });

    const { contract_notes, ...rest } = result;
    expect(rest).toEqual(plain.result);
    expect(contract_notes?.notes).toBe(1);
    const rounding = (contract_notes?.fees ?? 0) - result.fees;
    expect(rounding).not.toBe(0);
    expect(Math.abs(rounding)).toBeLessThanOrEqual(1);
  });
});
