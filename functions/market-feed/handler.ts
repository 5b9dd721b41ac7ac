import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { deployedFeed } from './adapters/deployed-feed.ts';
import { FEED_SERVICE } from './metrics.ts';
import { runMarketFeed } from './run-market-feed.ts';

/** What a run leaves of its time, to send what it has and to give its lease back. */
const RESERVE_MS = 20_000;

const logger = new Logger({ serviceName: 'alpha-panda', persistentKeys: { function: FEED_SERVICE } });
const feed = deployedFeed(process.env, logger);

/** A run of the relay. A schedule starts the next one before it ends. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  const runsForMs = context.getRemainingTimeInMillis() - RESERVE_MS;
  const end = await runMarketFeed(feed.dependencies(new AbortController().signal, runsForMs));
  logger.info('the run has ended', { end });
};
