import { beforeAll, describe, expect, test } from 'vitest';
import { loadPaperEngineContext } from '../../functions/paper-trading-engine/context.ts';
import { paperTradingEngine } from '../../functions/paper-trading-engine/stage.ts';
import { loadPortfolioContext } from '../../functions/portfolio-manager/context.ts';
import { portfolioManager } from '../../functions/portfolio-manager/stage.ts';
import { loadPriceRecorderContext } from '../../functions/price-recorder/context.ts';
import { priceRecorder } from '../../functions/price-recorder/stage.ts';
import { loadRiskContext } from '../../functions/risk-manager/context.ts';
import { riskManager } from '../../functions/risk-manager/stage.ts';
import { loadStrategyRunnerContext } from '../../functions/strategy-runner/context.ts';
import { strategyRunner } from '../../functions/strategy-runner/stage.ts';
import { STAGE_FUNCTIONS, type TableUse } from '../../infra/service/stages.ts';
import type { EventLog } from '../../localstack/backtest/event-log.ts';
import { replayInProcess } from '../../localstack/backtest/in-process-replay.ts';
import { InProcessStage } from '../../localstack/backtest/in-process-stage.ts';
import { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import { demoItems } from '../../localstack/dev/seed/demo-items.ts';
import { SessionSimulator } from '../../localstack/market-data/simulator/session-simulator.ts';
import type { Broker } from '../../shared/events/brokers.ts';
import { createEvent, tickId } from '../../shared/events/create.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { SHARED_TOPICS, topicsFor } from '../../shared/events/topics.ts';
import { readStageState } from '../../shared/kernel/stage-state.ts';
import { isInTrail } from '../../shared/kernel/trail.ts';
import type { WiredStage } from '../../shared/kernel/wiring.ts';
import { type ReadLastPrices, readLastPrices } from '../../shared/market/read-last-prices.ts';
import { marketClock } from '../../shared/ports/clock.ts';
import type { Item } from '../../shared/ports/item.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';

/** A grant that is missing shows on AWS only, so the table of grants is held against what the stages do. */
const CLOCK = { now: () => 0 };
const MARKET = marketClock('event');
const TICKS = 20_000;

const ticks = new SessionSimulator({ seed: 'permissions', date: '2026-11-23', ticksPerSecond: 2 });
const batch = Array.from({ length: TICKS }, () => ticks.next());

/** Every strategy cleared for the live broker as well, so that both brokers' topics are met. */
const seed = demoItems().map(({ table, item }) =>
  table === 'strategies' ? { table, item: { ...item, zerodha_trading_enabled: true } } : { table, item },
);

let log: EventLog;

beforeAll(async () => {
  log = (await replayInProcess({ source: [batch], seed })).log;
});

const eventsOn = (topic: string): readonly Envelope[] =>
  topic === SHARED_TOPICS.marketTicks.name
    ? batch.slice(0, 2_000).map(({ tick }) =>
        createEvent(SHARED_TOPICS.marketTicks, 'market_tick', tick, {
          id: tickId(tick),
          ts: tick.timestamp,
          source: 'market-feed',
        }),
      )
    : log.events(topic).map((text): Envelope => JSON.parse(text));

type Uses = ReadonlySet<`${string}: ${TableUse}`>;

/** A checkpoint is that of a stage, and each stage needs a grant of its own. */
const checkpointsOf = (id: unknown): string => `checkpoints of ${String(id).split('#')[0]}`;

const readIn = (table: string, key: Item): string =>
  table === 'checkpoints' ? checkpointsOf(key.checkpoint_id) : table;

/** Tables that note what is asked of them. */
const noting = (tables: MemoryTables, uses: Set<`${string}: ${TableUse}`>): TableReader => ({
  get: (table, key) => {
    uses.add(`${readIn(table, key)}: get`);
    return tables.get(table, key);
  },
  getMany: (table, keys) => {
    for (const key of keys) uses.add(`${readIn(table, key)}: get`);
    return tables.getMany(table, keys);
  },
  query: (table, key) => {
    uses.add(`${table}: query`);
    return tables.query(table, key);
  },
  page: (table, request) => {
    uses.add(`${table}: query`);
    return tables.page(table, request);
  },
  scan: (table) => {
    uses.add(`${table}: scan`);
    return tables.scan(table);
  },
});

/** Runs a stage over all that it reads, and says what it did with which table. */
const usesOf = async <State, Context>(
  name: string,
  wire: (tables: TableReader) => WiredStage<State, Context, Envelope>,
): Promise<Uses> => {
  const tables = new MemoryTables();
  for (const { table, item } of seed) tables.put(table, item);
  const uses = new Set<`${string}: ${TableUse}`>();
  const stage = new InProcessStage(wire(noting(tables, uses)));
  // The kernel writes the dead letters of a stage.
  uses.add('dead-letters: put');
  for (const topic of stagesByName.get(name)?.consumes ?? []) {
    for (const event of eventsOn(topic)) {
      const { projections, emitted } = stage.take(event, await stage.context(event));
      // The kernel writes the trail's entries of emitted events, and of what others put on a consumed topic.
      if ([topic, ...emitted.map((one) => one.topic)].some(isInTrail)) uses.add('journal: put');
      tables.apply(projections);
      for (const { table } of projections) uses.add(`${table}: put`);
    }
  }
  return uses;
};

const stagesByName = new Map(STAGE_FUNCTIONS.map((stage) => [stage.name, stage]));

const granted = (name: string): readonly string[] =>
  (stagesByName.get(name)?.tables ?? []).flatMap(({ table, uses, partitionKeys = [] }) => {
    const names = table === 'checkpoints' ? partitionKeys.map(checkpointsOf) : [table];
    return names.flatMap((one) => uses.map((use) => `${one}: ${use}`));
  });

const PAPER_SETTINGS = { slippageBasisPoints: 2, maxPriceAgeMs: 15_000 };

/** A risk manager whose account has lost too much already, which it tells with every verdict. */
const latched = (broker: Broker) => {
  const stage = riskManager(broker);
  return { ...stage, initial: () => ({ ...stage.initial(), latch: { id: 'lost', at: 0, releaseSeen: 0 } }) };
};

/** Prices of shares that opened at half of the price of the day before: risk asks for their corporate actions. */
const withGaps =
  (read: ReadLastPrices): ReadLastPrices =>
  async (tokens) => {
    const known = await read(tokens);
    const dayBefore = { price: 1_000, day: 0, opening: 500 };
    const gap = { price: 500, at: Date.parse('2026-11-23T03:45:00.000Z'), previous: undefined, dayBefore };
    return tokens === 'all' ? known : new Map(Array.from(tokens, (token) => [token, gap]));
  };

const CASES: readonly (readonly [name: string, uses: () => Promise<Uses>])[] = [
  [
    'price-recorder',
    () =>
      usesOf('price-recorder', () => ({
        stage: priceRecorder(),
        loadContext: loadPriceRecorderContext(),
      })),
  ],
  [
    'strategy-runner',
    () =>
      usesOf('strategy-runner', (tables) => ({
        stage: strategyRunner(),
        loadContext: loadStrategyRunnerContext({ tables, clock: CLOCK }),
      })),
  ],
  ...(['paper', 'zerodha'] as const).map(
    (broker) =>
      [
        `${broker}-risk-manager`,
        () =>
          usesOf(`${broker}-risk-manager`, (tables) => ({
            stage: latched(broker),
            loadContext: loadRiskContext({
              tables,
              lastPrices: withGaps(readLastPrices(tables)),
              stageState: readStageState(tables),
              clock: CLOCK,
              marketClock: MARKET,
              broker,
              ...(broker === 'zerodha' && { account: 'AB1234' }),
            }),
          })),
      ] as const,
  ),
  [
    'paper-trading-engine',
    () =>
      usesOf('paper-trading-engine', (tables) => ({
        stage: paperTradingEngine(PAPER_SETTINGS),
        loadContext: loadPaperEngineContext({
          tables,
          lastPrices: readLastPrices(tables),
          clock: CLOCK,
          marketClock: MARKET,
        }),
      })),
  ],
  [
    'paper-portfolio-manager',
    () =>
      usesOf('paper-portfolio-manager', (tables) => ({
        stage: portfolioManager('paper'),
        loadContext: loadPortfolioContext('paper', {
          tables,
          lastPrices: readLastPrices(tables),
          stageState: readStageState(tables),
          clock: CLOCK,
        }),
      })),
  ],
];

describe.each(CASES)('%s', (name, uses) => {
  test('has exactly the grants that it uses', async () => {
    expect([...(await uses())].toSorted()).toEqual(granted(name).toSorted());
  });
});

test('what a stage publishes, its function may write', () => {
  const producers = new Map(STAGE_FUNCTIONS.map((stage) => [stage.stageName, stage]));
  const topics = log.topics();

  expect(topics).toEqual(
    expect.arrayContaining([
      topicsFor('zerodha').signalsRaw.name,
      topicsFor('zerodha').signalsRejected.name,
      topicsFor('paper').ordersFilled.name,
      topicsFor('paper').pnlSnapshots.name,
    ]),
  );
  for (const topic of topics) {
    // Moments of the day come from the feed, as ticks do.
    for (const { source } of eventsOn(topic).filter(({ type }) => type !== 'session_event'))
      expect(producers.get(source)?.produces, `${source} → ${topic}`).toContain(topic);
  }
});
