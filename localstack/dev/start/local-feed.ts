import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { dynamoLease } from '../../../functions/market-feed/adapters/dynamo-lease.ts';
import { openTickerOf } from '../../../functions/market-feed/adapters/open-ticker.ts';
import type { FeedMetricValues } from '../../../functions/market-feed/metrics.ts';
import { type FeedEnd, runMarketFeed } from '../../../functions/market-feed/run-market-feed.ts';
import { leanDynamo } from '../../../shared/dynamo/lean/client.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import type { MarketTick } from '../../../shared/events/types.ts';
import { KafkaPublisher } from '../../../shared/kafka/publisher.ts';
import { instrumentLookup } from '../../../shared/market/instrument-lookup.ts';
import { marketClock, systemClock, systemTimer } from '../../../shared/ports/clock.ts';
import { LOCAL_REGION } from '../../engines/aws/local-environment.ts';
import { DEMO_APP, DEMO_TOKENS } from '../../engines/kite/accounts.ts';
import { LOCAL_TABLE_PREFIX } from '../../local-only/stage.ts';
import { momentsFirst } from '../../market-data/moments-first.ts';

export interface LocalFeedOptions {
  readonly kafka: Kafka;
  readonly awsEndpointUrl: string;
  /** The Kite simulator. */
  readonly kiteUrl: string;
  readonly signal: AbortSignal;
  /** The setting `PAPER_SQUARE_OFF_MINUTES`. */
  readonly squareOffMinutes?: number;
  /** Receives each batch before it is published. */
  readonly onTicks?: (ticks: readonly MarketTick[]) => void;
  /** Receives every ten seconds what the feed counted. */
  readonly onMetrics?: (values: FeedMetricValues) => void;
  /** Receives what an operator should read. */
  readonly onWarning?: (message: string) => void;
}

const INSTRUMENT_AGE_MS = 60_000;

const nothing = (): void => undefined;

/** The emulated DynamoDB takes any credentials. Real ones of the user's environment never leave it. */
const localTables = (endpoint: string) =>
  leanDynamo({
    region: LOCAL_REGION,
    endpoint,
    credentials: async () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
  });

/**
 * Runs the market feed against the Kite simulator, with its demo session, until the signal aborts. The market's time is
 * that of its ticks, so the feed does not follow the calendar, and it publishes the moments of the trading day.
 */
export const runLocalFeed = async (options: LocalFeedOptions): Promise<FeedEnd> => {
  const { kafka, kiteUrl, signal, onTicks = nothing, onMetrics = nothing, onWarning = nothing } = options;
  const dynamo = localTables(options.awsEndpointUrl);
  const tables = dynamoTableReader(dynamo, LOCAL_TABLE_PREFIX);
  const publisher = new KafkaPublisher(async () => kafka);
  const log = { info: nothing, warn: onWarning };
  const sendMoments = momentsFirst(publisher, options.squareOffMinutes);
  try {
    return await runMarketFeed({
      openTicker: openTickerOf(
        {
          url: kiteUrl.replace(/^http/, 'ws'),
          clock: systemClock,
          marketClock: marketClock('event'),
          timer: systemTimer,
          random: Math.random,
        },
        log,
      ),
      credentials: async () => ({
        kind: 'session',
        apiKey: DEMO_APP.apiKey,
        accessToken: DEMO_TOKENS.feed,
      }),
      publisher,
      tables,
      instruments: instrumentLookup(tables, systemClock, INSTRUMENT_AGE_MS),
      lease: dynamoLease(dynamo, LOCAL_TABLE_PREFIX),
      time: {
        now: systemClock.now,
        elapsed: () => performance.now(),
        sleep: (milliseconds) => sleep(milliseconds),
      },
      log,
      writeMetrics: onMetrics,
      self: `local-${process.pid}-${randomUUID()}`,
      host: 'local',
      signal,
      followsCalendar: false,
      onBatch: async (ticks) => {
        await sendMoments(ticks);
        onTicks(ticks);
      },
    });
  } finally {
    await publisher.close();
  }
};
