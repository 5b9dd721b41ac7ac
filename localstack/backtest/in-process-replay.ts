import { createEvent, tickId } from '../../shared/events/create.ts';
import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import { readSettings, tunableIn } from '../../shared/settings/settings.ts';
import type { SeedItem } from '../dev/seed/seed-item.ts';
import type { TickSource } from '../market-data/timed-tick.ts';
import { InProcessPipeline } from './in-process-pipeline.ts';
import { MemoryTables } from './memory-tables.ts';
import { Story } from './story.ts';
import { type ReplayResult, Tally } from './tally.ts';

export interface ReplayOutcome {
  readonly result: ReplayResult;
  readonly story: Story;
}

export interface InProcessReplayOptions {
  readonly source: TickSource;
  readonly seed: readonly SeedItem[];
  readonly withoutJournal?: boolean;
  /** Leaves the story empty: only the tally is kept, for long backtests. */
  readonly withoutStory?: boolean;
  readonly onProgress?: (tally: Tally, marketTime: number) => void;
}

/** The settings that functions would have in the local stage: the environment's, or their defaults. */
const settingsIn = (environment: NodeJS.ProcessEnv) =>
  readSettings({
    ...tunableIn(environment),
    STAGE: 'local',
    TABLE_PREFIX: 'in-process',
    KAFKA_BROKERS: 'none:0',
  });

const PROGRESS_EVERY = 1_000;

/** Replays ticks through all paper stages in this process: no broker, no tables but those in memory. */
export const replayInProcess = async (options: InProcessReplayOptions): Promise<ReplayOutcome> => {
  const settings = settingsIn(process.env);
  const tables = new MemoryTables();
  for (const { table, item } of options.seed) tables.put(table, item);
  const tally = new Tally();
  const story = new Story();
  const pipeline = new InProcessPipeline({
    tables,
    clock: { now: () => 0 },
    paper: {
      slippageBasisPoints: settings.PAPER_SLIPPAGE_BASIS_POINTS,
      maxPriceAgeMs: settings.PAPER_MAX_PRICE_AGE_MS,
    },
    retentionDays: settings.JOURNAL_RETENTION_DAYS,
    withoutJournal: options.withoutJournal ?? false,
    listener: {
      event: (topic, event) => {
        tally.event(event);
        if (options.withoutStory !== true) story.add(topic, event);
      },
      deadLetter: (topic, _, reason) => tally.deadLetter(topic, reason),
    },
  });
  let ticks = 0;
  for await (const batch of options.source) {
    for (const { tick, at } of batch) {
      const following = pipeline.tick(
        createEvent(SHARED_TOPICS.marketTicks, 'market_tick', tick, {
          id: tickId(tick),
          ts: tick.timestamp,
          source: 'market-feed',
        }),
      );
      if (following !== undefined) await following;
      tally.ticks(1);
      ticks += 1;
      if (ticks % PROGRESS_EVERY === 0) options.onProgress?.(tally, at);
    }
  }
  const prices = (await tables.scan('last-prices')).map(
    (item) => [Number(item.instrument_token), Number(item.last_price)] as const,
  );
  return { result: tally.result(new Map(prices)), story };
};
