import { expect, it } from 'vitest';
import * as z from 'zod';
import { getTrace } from '../../../../functions/journal/api/get-trace.ts';
import { listFills } from '../../../../functions/journal/api/list-fills.ts';
import { InProcessPipeline } from '../../../../localstack/backtest/in-process-pipeline.ts';
import { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import { demoItems } from '../../../../localstack/dev/seed/demo-items.ts';
import { SessionSimulator } from '../../../../localstack/market-data/simulator/session-simulator.ts';
import type { MarketTick } from '../../../../shared/events/types.ts';
import { callRoute } from '../../../support/call-route.ts';
import { tickEvent } from '../../../support/records.ts';
import { wiringDependencies } from '../../../support/wiring-dependencies.ts';

const DATE = '2026-11-23';
const TICKS = 20_000;

const fills = z.object({
  items: z.array(z.object({ event_id: z.string(), correlation_id: z.string() })),
  next_cursor: z.string().optional(),
});
const trace = z.object({
  truncated: z.boolean(),
  entries: z.array(
    z.object({
      event_id: z.string(),
      causation_id: z.string().nullable(),
      type: z.string(),
      derived: z.boolean(),
      data: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});

/** A simulated session through all stages: the tables as they leave them, and the ticks by id. */
const session = async () => {
  const tables = new MemoryTables();
  for (const { table, item } of demoItems()) tables.put(table, item);
  const pipeline = new InProcessPipeline({
    tables,
    settings: wiringDependencies().settings,
    listener: { event: () => {}, deadLetter: () => {} },
  });
  const simulator = new SessionSimulator({ seed: 'stories', date: DATE, ticksPerSecond: 2 });
  const ticks = new Map<string, MarketTick>();
  for (let n = 0; n < TICKS; n += 1) {
    const { tick } = simulator.next();
    const event = tickEvent(tick);
    ticks.set(event.id, tick);
    await pipeline.tick(event);
  }
  return { ticks, services: { tables, onBadItem: () => {} } };
};

it('every fill of a session is traced back to its tick', async () => {
  const { ticks, services } = await session();
  const listed: z.infer<typeof fills>['items'] = [];
  let cursor: string | undefined;
  do {
    const { body } = await callRoute(listFills, services, {
      params: { broker: 'paper' },
      query: { date: DATE, limit: '7', ...(cursor !== undefined && { cursor }) },
    });
    const page = fills.parse(body);
    listed.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== undefined);

  expect(listed.length).toBeGreaterThan(10);
  for (const { event_id, correlation_id } of listed) {
    const { body } = await callRoute(getTrace, services, { params: { correlation_id } });
    const { entries } = trace.parse(body);
    const byId = new Map(entries.map((entry) => [entry.event_id, entry]));

    const steps: string[] = [];
    for (let entry = byId.get(event_id); entry !== undefined; entry = byId.get(entry.causation_id ?? ''))
      steps.push(entry.type);

    expect(steps).toEqual(['order_filled', 'validated_signal', 'trading_signal', 'market_tick']);
    const tick = ticks.get(correlation_id);
    expect(entries[0]).toMatchObject({ event_id: correlation_id, derived: true });
    expect(entries[0]?.data).toEqual({
      instrument_token: tick?.instrument_token,
      last_price: tick?.last_price,
      timestamp: tick?.timestamp,
    });
  }
});
