import { describe, expect, it } from 'vitest';
import { InProcessPipeline } from '../../../localstack/backtest/in-process-pipeline.ts';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { SESSION_OPEN, tick, tickEvent } from '../../support/records.ts';
import { wiringDependencies } from '../../support/wiring-dependencies.ts';
import { PAPER, RELIANCE, seedOf } from './fixtures.ts';

const tickAt = (second: number, last_price: number): Envelope =>
  tickEvent(
    tick({
      instrument_token: RELIANCE,
      last_price,
      timestamp: new Date(SESSION_OPEN + second * 1_000).toISOString(),
    }),
  );

const pipelineOf = ({ everyTicks = 2, withoutTrail = false, slippageBasisPoints = 5 } = {}) => {
  const tables = new MemoryTables();
  for (const { table, item } of seedOf(everyTicks)) tables.put(table, item);
  const events: (readonly [topic: string, event: Envelope])[] = [];
  const deadLetters: (readonly [topic: string, id: string, reason: string])[] = [];
  const pipeline = new InProcessPipeline({
    tables,
    settings: {
      ...wiringDependencies().settings,
      PAPER_SLIPPAGE_BASIS_POINTS: slippageBasisPoints,
      PAPER_MAX_PRICE_AGE_MS: 60_000,
    },
    withoutTrail,
    listener: {
      event: (topic, event) => events.push([topic, event]),
      deadLetter: (topic, event, reason) => deadLetters.push([topic, event.id, reason]),
    },
  });
  return { pipeline, tables, events, deadLetters };
};

describe('InProcessPipeline', () => {
  it('returns each event once, causes before effects, with the log of its tick', async () => {
    const { pipeline, events } = pipelineOf();
    const decisive = tickAt(1, 2_501);
    await pipeline.tick(tickAt(0, 2_500));

    await pipeline.tick(decisive);

    // Stages downstream of the snapshots may add events.
    expect(events.slice(0, 4).map(([topic]) => topic)).toEqual([
      PAPER.signalsRaw.name,
      PAPER.signalsValidated.name,
      PAPER.ordersFilled.name,
      PAPER.pnlSnapshots.name,
    ]);
    expect(new Set(events.map(([, event]) => event.correlation_id))).toEqual(new Set([decisive.id]));
    const known = new Set([decisive.id]);
    for (const [, event] of events) {
      expect(known).toContain(event.causation_id);
      known.add(event.id);
    }
  });

  it('records prices, positions and the trail in its tables', async () => {
    const { pipeline, tables, events } = pipelineOf();

    await pipeline.tick(tickAt(0, 2_500));
    await pipeline.tick(tickAt(1, 2_501));

    expect([...(await pipeline.lastPrices('all'))]).toMatchObject([[RELIANCE, { price: 2_501 }]]);
    expect(
      await tables.get('positions', { broker: 'paper', position_id: `turns:${RELIANCE}` }),
    ).toMatchObject({ quantity: 10 });
    expect(await tables.scan('journal')).toHaveLength(events.length);
  });

  it('writes no trail where none is wanted', async () => {
    const { pipeline, tables, events } = pipelineOf({ withoutTrail: true });

    await pipeline.tick(tickAt(0, 2_500));
    await pipeline.tick(tickAt(1, 2_501));

    expect(events).not.toEqual([]);
    expect(await tables.scan('journal')).toEqual([]);
  });

  it('has nothing to wait for after a tick that causes nothing, and has recorded it', async () => {
    const { pipeline } = pipelineOf({ everyTicks: 100 });
    await pipeline.tick(tickAt(0, 2_500));

    const following = pipeline.tick(tickAt(1, 2_501));

    expect(following).toBeUndefined();
    expect((await pipeline.lastPrices([RELIANCE])).get(RELIANCE)).toMatchObject({ price: 2_501 });
  });

  it('makes a tick with the id of another a dead letter of both its readers, and goes on', async () => {
    const { pipeline, events, deadLetters } = pipelineOf();
    const first = tickAt(0, 2_500);
    const other = { ...tickAt(0, 2_600), id: first.id };
    await pipeline.tick(first);

    await pipeline.tick(other);
    await pipeline.tick(tickAt(1, 2_501));

    const letter = [SHARED_TOPICS.marketTicks.name, first.id, 'DUPLICATE_ID'];
    expect(deadLetters).toEqual([letter, letter]);
    expect(events[0]?.[1]).toMatchObject({ type: 'trading_signal', data: { price: 2_501 } });
  });

  it('fills at the price of the tick when nothing slips', async () => {
    const { pipeline, events } = pipelineOf({ slippageBasisPoints: 0 });

    await pipeline.tick(tickAt(0, 2_500));
    await pipeline.tick(tickAt(1, 2_501));

    const fill = events.find(([topic]) => topic === PAPER.ordersFilled.name)?.[1];
    expect(fill).toMatchObject({ data: { fill_price: 2_501, market_price: 2_501, quantity: 10 } });
  });
});
