import type { Logger } from '@aws-lambda-powertools/logger';
import type { TopicProbe } from '../ports/log.ts';
import type { Settings } from '../settings/settings.ts';

/** One answer of the probe comes within two seconds, so a client that tries longer is of no use. */
const RETRY = { retries: 2, initialRetryTime: 50, maxRetryTime: 200 };

/** A probe that loads the Kafka client and connects when it is first asked. */
export const lateTopicProbe = (
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
