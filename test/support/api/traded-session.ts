import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InProcessPipeline } from '../../../localstack/backtest/in-process-pipeline.ts';
import { MemoryTables } from '../../../localstack/backtest/memory-tables.ts';
import { demoItems } from '../../../localstack/dev/seed/demo-items.ts';
import { putSeed } from '../../../localstack/dev/seed/seed.ts';
import type { SeedItem } from '../../../localstack/dev/seed/seed-item.ts';
import { latestTradingDay } from '../../../localstack/market-data/session-day.ts';
import { SessionSimulator } from '../../../localstack/market-data/simulator/session-simulator.ts';
import { createEvent, tickId } from '../../../shared/events/create.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { dateOfDay, istDay } from '../../../shared/market/ist.ts';
import type { TableName } from '../../../shared/ports/tables.ts';
import { MASTER_ROWS, masterSeed } from '../master.ts';
import { pricesItem } from '../prices.ts';
import { wiringDependencies } from '../wiring-dependencies.ts';

const TICKS = 4_000;
const TABLES: readonly TableName[] = ['strategies', 'instruments', 'controls', 'positions', 'journal'];

/** What tables hold after some minutes of a simulated session, as the stages themselves write it. */
const tradedItems = async (now: number): Promise<readonly SeedItem[]> => {
  const tables = new MemoryTables();
  for (const { table, item } of demoItems()) tables.put(table, item);
  const pipeline = new InProcessPipeline({
    tables,
    settings: wiringDependencies().settings,
    listener: { event: () => undefined, deadLetter: () => undefined },
  });
  const market = new SessionSimulator({
    seed: 'api',
    date: dateOfDay(latestTradingDay(istDay(now))),
    ticksPerSecond: 4,
  });
  for (let i = 0; i < TICKS; i += 1) {
    const { tick } = market.next();
    const root = { id: tickId(tick), ts: tick.timestamp, source: 'market-feed' };
    await pipeline.tick(createEvent(SHARED_TOPICS.marketTicks, 'market_tick', tick, root));
  }
  const items = await Promise.all(
    TABLES.map(async (table) => (await tables.scan(table)).map((item) => ({ table, item }))),
  );
  const prices = { table: 'checkpoints', item: pricesItem(await pipeline.lastPrices('all')) } as const;
  return [...items.flat(), prices, ...masterSeed(Object.values(MASTER_ROWS))];
};

/** Fills the tables as the session of today, or of the last trading day, would have. */
export const tradeSession = async (client: DynamoDBClient, prefix: string, now: number): Promise<void> =>
  putSeed(client, prefix, await tradedItems(now));
