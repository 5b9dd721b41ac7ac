import type { Logger } from '@aws-lambda-powertools/logger';
import type { TopicProbe } from '../ports/log.ts';
import type { Settings } from '../settings/settings.ts';

/** The probe answers within two seconds, so the client must not retry longer. */
const RETRY = { retries: 2, initialRetryTime: 50, maxRetryTime: 200 };

/** A probe that loads the Kafka client and connects at its first check. */
export const lazyTopicProbe = (
  settings: Settings,
  clientId: string,
  region: string,
  log: Logger,
): TopicProbe => {
  let loaded: Promise<TopicProbe> | undefined;
  const load = async (): Promise<TopicProbe> => {
    const [{ connectKafka }, { KafkaTopicProbe }] = await Promise.all([
      import('../kafka/connection.ts'),
      import('../kafka/topic-probe.ts'),
    ]);
    return new KafkaTopicProbe(() => connectKafka(settings, clientId, { region, log, retry: RETRY }));
  };
  return {
    async check(topics) {
      loaded ??= load();
      await (await loaded).check(topics);
    },
  };
};
