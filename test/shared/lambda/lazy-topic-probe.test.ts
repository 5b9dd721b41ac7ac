import { Logger } from '@aws-lambda-powertools/logger';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { lazyTopicProbe } from '../../../shared/lambda/lazy-topic-probe.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { type KafkaUnderTest, kafkaUnderTest } from '../../support/kafka.ts';

let kafka: KafkaUnderTest;

beforeAll(async () => {
  kafka = await kafkaUnderTest();
});
afterAll(() => kafka.close());

const probe = (brokers: string) => {
  const settings = readSettings({ STAGE: 'local', TABLE_PREFIX: 'test', KAFKA_BROKERS: brokers });
  return lazyTopicProbe(settings, 'health-api', '', new Logger({ logLevel: 'SILENT' }));
};

it('a lazy probe asks the brokers of the settings', async () => {
  await expect(probe(kafka.brokers).check([SHARED_TOPICS.marketTicks.name])).resolves.toBeUndefined();
  await expect(probe('127.0.0.1:1').check([SHARED_TOPICS.marketTicks.name])).rejects.toMatchObject({
    name: 'TransientError',
  });
});
