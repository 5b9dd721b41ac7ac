import { Logger } from '@aws-lambda-powertools/logger';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { lazyPublisher } from '../../../shared/lambda/lazy-publisher.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { type KafkaUnderTest, kafkaUnderTest } from '../../support/kafka.ts';

let kafka: KafkaUnderTest;

beforeAll(async () => {
  kafka = await kafkaUnderTest();
});
afterAll(() => kafka.close());

test('connects at the first record, and publishes it and the next', async () => {
  const settings = readSettings({ STAGE: 'local', TABLE_PREFIX: 'test', KAFKA_BROKERS: kafka.brokers });
  const publisher = lazyPublisher(settings, 'test', '', new Logger());
  const topic = SHARED_TOPICS.operatorActions.name;

  await publisher.publish([{ topic, key: 'a', value: 'one', headers: [] }]);
  await publisher.publish([{ topic, key: 'a', value: 'two', headers: [] }]);

  expect((await kafka.read(topic, 2)).map(({ value }) => String(value))).toEqual(['one', 'two']);
});
