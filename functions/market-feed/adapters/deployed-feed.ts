import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@aws-lambda-powertools/logger';
import { kiteLogin } from '../../../shared/auth/kite-login.ts';
import { leanDynamoOf } from '../../../shared/dynamo/lean/client.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { connectKafka } from '../../../shared/kafka/connection.ts';
import { KafkaPublisher } from '../../../shared/kafka/publisher.ts';
import { metricsNamespace } from '../../../shared/lambda/metrics.ts';
import { instrumentLookup } from '../../../shared/market/instrument-lookup.ts';
import { marketClock, systemClock, systemTimer } from '../../../shared/ports/clock.ts';
import { readFeedSettings } from '../../../shared/settings/feed-settings.ts';
import { readKiteSettings } from '../../../shared/settings/kite-settings.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { FEED_SERVICE } from '../metrics.ts';
import type { FeedTime } from '../ports.ts';
import type { FeedDependencies } from '../run-market-feed.ts';
import { dynamoLease } from './dynamo-lease.ts';
import { metricLines } from './metric-lines.ts';
import { openTickerOf } from './open-ticker.ts';

/** A connection that died without a word fails after a quarter of an hour only. */
const TABLES = { timeoutMs: 15_000 } as const;
/**
 * The keeper tries again itself, in time for the lease. It recognizes a write whose answer was lost, and the client's own second
 * attempt would tell it that another run has written.
 */
const LEASE = { timeoutMs: 1_500, maxAttempts: 1 } as const;

/** How long an instrument is used before it is read again. */
const INSTRUMENT_AGE_MS = 60_000;

const systemTime: FeedTime = {
  now: systemClock.now,
  elapsed: () => performance.now(),
  sleep: (milliseconds) => sleep(milliseconds),
};

/** What a process or an environment of Lambda keeps between runs. */
export interface DeployedFeed {
  /** The dependencies of one run. @param runsForMs after which the run has to have ended */
  dependencies(signal: AbortSignal, runsForMs?: number): FeedDependencies;
  close(): Promise<void>;
}

/**
 * The feed as the settings of its host say.
 * @throws SettingsError if one is missing or invalid
 */
export const deployedFeed = (
  environment: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): DeployedFeed => {
  const settings = readSettings(environment);
  const { FEED_HOST: host } = readFeedSettings(environment);
  const { KITE_TICKER_URL: url } = readKiteSettings(environment, settings.STAGE);
  const tables = dynamoTableReader(leanDynamoOf(environment, TABLES), settings.TABLE_PREFIX);
  const log = {
    info: (message: string, details = {}) => logger.info(message, details),
    warn: (message: string, details = {}) => logger.warn(message, details),
  };
  const market = marketClock(settings.MARKET_CLOCK);
  const publisher = new KafkaPublisher(() =>
    connectKafka(settings, FEED_SERVICE, { region: environment.AWS_REGION ?? '', log: logger }),
  );
  const shared = {
    openTicker: openTickerOf(
      { url, clock: systemClock, marketClock: market, timer: systemTimer, random: Math.random },
      log,
    ),
    credentials: kiteLogin(settings, tables, systemClock),
    publisher,
    tables,
    instruments: instrumentLookup(tables, systemClock, INSTRUMENT_AGE_MS, (table, key, problem) =>
      logger.warn(`item of ${table} is malformed`, { key, problem }),
    ),
    lease: dynamoLease(leanDynamoOf(environment, LEASE), settings.TABLE_PREFIX),
    time: systemTime,
    log,
    writeMetrics: metricLines(metricsNamespace(settings.STAGE), {
      now: systemClock.now,
      // Not the console, before whose lines Lambda writes the time.
      write: (line) => process.stdout.write(line),
    }),
    host,
    followsCalendar: settings.MARKET_CLOCK === 'wall',
  };
  return {
    dependencies: (signal, runsForMs) => ({
      ...shared,
      self: `${host}-${hostname()}-${randomUUID()}`.slice(0, 200),
      signal,
      ...(runsForMs !== undefined && { endsAt: systemTime.elapsed() + runsForMs }),
    }),
    close: () => publisher.close(),
  };
};
