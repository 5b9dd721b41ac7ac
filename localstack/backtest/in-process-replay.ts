import { createEvent, tickId } from '../../shared/events/create.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import { readSettings, tunableIn } from '../../shared/settings/settings.ts';
import type { SeedItem } from '../dev/seed/seed-item.ts';
import { SessionClock } from '../market-data/session-clock.ts';
import type { TickSource } from '../market-data/timed-tick.ts';
import { instrumentsOf } from './contract-notes.ts';
import { EventLog } from './event-log.ts';
import { InProcessPipeline } from './in-process-pipeline.ts';
import { MemoryTables } from './memory-tables.ts';
import { latencyEnvironment } from './order-latency.ts';
import { type ReplayResult, ReplaySummary } from './replay-summary.ts';
import { SeenMarket } from './seen-market.ts';
import { STRATEGY_RUNNER, waitingIn } from './waiting-orders.ts';

export interface ReplayOutcome {
  readonly result: ReplayResult;
  readonly log: EventLog;
  readonly market: SeenMarket;
  /** Orders that still wait for a price. */
  readonly waitingOrders: number;
}

export interface InProcessReplayOptions {
  readonly source: TickSource;
  readonly seed: readonly SeedItem[];
  /** Market time from a decision to its paper order; absent: the environment's setting. */
  readonly orderLatencyMs?: number;
  /** Also the fees of the contract notes. */
  readonly contractNotes?: boolean;
  readonly withoutTrail?: boolean;
  /** Keeps the summary only, for long backtests. */
  readonly withoutLog?: boolean;
  /** Hears every event of paper and of shared topics once. */
  readonly onEvent?: (event: Envelope) => void;
  readonly onProgress?: (summary: ReplaySummary, marketTime: number) => void;
}

/** The settings that functions would have in the local stage: the environment's, or their defaults. */
const settingsIn = (environment: NodeJS.ProcessEnv, orderLatencyMs: number | undefined) =>
  readSettings({
    ...tunableIn(environment),
    ...(orderLatencyMs === undefined ? {} : latencyEnvironment(orderLatencyMs)),
    STAGE: 'local',
    TABLE_PREFIX: 'in-process',
    KAFKA_BROKERS: 'none:0',
  });

const PROGRESS_EVERY = 1_000;

/** Replays ticks through the pipeline in this process, with tables in memory and no broker. */
export const replayInProcess = async (options: InProcessReplayOptions): Promise<ReplayOutcome> => {
  const settings = settingsIn(process.env, options.orderLatencyMs);
  const tables = new MemoryTables();
  for (const { table, item } of options.seed) tables.put(table, item);
  const summary = new ReplaySummary();
  const log = new EventLog();
  const market = new SeenMarket();
  const pipeline = new InProcessPipeline({
    tables,
    settings,
    withoutTrail: options.withoutTrail ?? false,
    listener: {
      event: (topic, event) => {
        if (summary.event(event)) options.onEvent?.(event);
        if (options.withoutLog !== true) log.add(topic, event);
      },
      deadLetter: (topic, _, reason) => summary.deadLetter(topic, reason),
    },
  });
  const clock = new SessionClock(settings.PAPER_SQUARE_OFF_MINUTES);
  let ticks = 0;
  for await (const batch of options.source) {
    for (const timed of batch) {
      const { tick, at, repeat } = timed;
      market.add(timed);
      for (const moment of clock.before(at)) await pipeline.moment(moment);
      const following = pipeline.tick(
        createEvent(SHARED_TOPICS.marketTicks, 'market_tick', tick, {
          id: tickId(tick, repeat),
          ts: tick.timestamp,
          source: 'market-feed',
        }),
      );
      if (following !== undefined) await following;
      summary.ticks(1);
      ticks += 1;
      if (ticks % PROGRESS_EVERY === 0) options.onProgress?.(summary, at);
    }
  }
  for (const moment of clock.rest()) await pipeline.moment(moment);
  const instruments = options.contractNotes ? await instrumentsOf(tables, summary.tokens()) : undefined;
  return {
    result: summary.result(await pipeline.lastPrices('all'), instruments),
    log,
    market,
    waitingOrders: waitingIn(pipeline.stateOf(STRATEGY_RUNNER)),
  };
};
