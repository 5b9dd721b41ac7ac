import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { describeError } from '../../../shared/lambda/describe-error.ts';
import { lazyEventSources } from '../../../shared/lambda/lazy-event-sources.ts';
import { lazyTopicProbe } from '../../../shared/lambda/lazy-topic-probe.ts';
import openApi from './openapi.json' with { type: 'json' };
import { healthRoutes } from './routes.ts';

const NAME = 'health-api';

export const handler = apiHandler(NAME, healthRoutes, ({ tables, settings, environment, logger }) => ({
  stage: settings.STAGE,
  openApi,
  tables,
  topics: lazyTopicProbe(settings, NAME, environment.AWS_REGION ?? '', logger),
  eventSources: lazyEventSources(environment),
  functionPrefix: (environment.AWS_LAMBDA_FUNCTION_NAME ?? '').slice(0, -NAME.length),
  brokers: settings.BROKERS,
  pollerHours: settings.POLLER_HOURS,
  isLive: settings.MARKET_CLOCK === 'wall',
  maxPriceAgeMs: settings.PAPER_MAX_PRICE_AGE_MS,
  account: settings.ZERODHA_USER_IDS[0],
  hasFeed: environment.FEED_HOST !== 'none',
  onFailure: (check, broker, thrown) =>
    logger.warn('a check failed', { check, broker, ...describeError(thrown) }),
}));
