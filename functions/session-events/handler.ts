import { Logger } from '@aws-lambda-powertools/logger';
import { topicsFor } from '../../shared/events/topics.ts';
import { lazyPublisher } from '../../shared/lambda/lazy-publisher.ts';
import { sessionEvent } from '../../shared/market/session-moments.ts';
import { systemClock } from '../../shared/ports/clock.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { dueMoments } from './due-moments.ts';

const NAME = 'session-events';

const settings = readSettings(process.env);
const logger = new Logger({ serviceName: 'alpha-panda', persistentKeys: { function: NAME } });
const publisher = lazyPublisher(settings, NAME, process.env.AWS_REGION ?? '', logger);
const topic = topicsFor('paper').signalsValidated.name;

export const handler = async (event: unknown): Promise<void> => {
  // Then the feed of a replay or a simulated market tells the moments, in its own time.
  if (settings.MARKET_CLOCK === 'event') return;
  const moments = dueMoments(event, systemClock.now(), settings.PAPER_SQUARE_OFF_MINUTES);
  if (moments.length === 0) return;
  await publisher.publish(
    moments.map((moment) => {
      const sent = sessionEvent(moment, NAME);
      return { topic, key: sent.key, value: JSON.stringify(sent), headers: [] };
    }),
  );
  logger.info('moments of the trading day', {
    moments: moments.map(({ kind, market, timestamp }) => `${kind} ${market} ${timestamp}`),
  });
};
