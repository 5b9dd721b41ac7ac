import type { Logger } from '@aws-lambda-powertools/logger';
import type { Publisher } from '../ports/log.ts';
import type { Settings } from '../settings/settings.ts';

/** A publisher that loads the Kafka client and connects at its first record. Most requests publish nothing. */
export const lazyPublisher = (
  settings: Settings,
  clientId: string,
  region: string,
  log: Logger,
): Publisher => {
  let connected: Promise<Publisher> | undefined;
  const connect = async (): Promise<Publisher> => {
    const [{ connectKafka }, { KafkaPublisher }] = await Promise.all([
      import('../kafka/connection.ts'),
      import('../kafka/publisher.ts'),
    ]);
    return new KafkaPublisher(() => connectKafka(settings, clientId, { region, log }));
  };
  return {
    async publish(records) {
      connected ??= connect();
      await (await connected).publish(records);
    },
  };
};
