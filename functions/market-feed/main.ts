import { Logger } from '@aws-lambda-powertools/logger';
import { messageOf } from '../../shared/errors.ts';
import { deployedFeed } from './adapters/deployed-feed.ts';
import { FEED_SERVICE } from './metrics.ts';
import { runMarketFeed } from './run-market-feed.ts';

/** The feed as a process: a systemd unit, a container or a local process. It runs until SIGTERM or SIGINT. */
const main = async (logger: Logger): Promise<void> => {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGTERM', stop).once('SIGINT', stop);
  const feed = deployedFeed(process.env, logger);
  const end = await runMarketFeed(feed.dependencies(stopping.signal));
  await feed.close();
  logger.info('the feed has ended', { end });
};

const logger = new Logger({ serviceName: 'alpha-panda', persistentKeys: { function: FEED_SERVICE } });
main(logger).then(
  () => process.exit(0),
  (error: unknown) => {
    logger.error(`the feed has failed: ${messageOf(error)}`);
    process.exit(1);
  },
);
