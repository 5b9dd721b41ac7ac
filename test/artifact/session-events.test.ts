import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeEvent } from '../../shared/events/decode.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { type KafkaUnderTest, kafkaUnderTest } from '../support/kafka.ts';
import { packaged } from './support/packaged.ts';
import { type PackagedCloud, packagedCloud } from './support/packaged-cloud.ts';

const { name: topic } = topicsFor('paper').signalsValidated;

let kafka: KafkaUnderTest;
let cloud: PackagedCloud;

beforeAll(async () => {
  kafka = await kafkaUnderTest();
  cloud = await packagedCloud(packaged, {
    awsEndpoint: 'http://127.0.0.1:9',
    kafkaBrokers: kafka.brokers,
    variables: { MARKET_CLOCK: 'wall' },
  });
});
afterAll(async () => {
  await cloud.close();
  await kafka.close();
});

test('the zip of session-events sends moments that the paper engine can read', async () => {
  const zip = await cloud.functionOf('session-events');

  await zip.invoke({ since: '2026-05-05T00:00:00+05:30' }, { functionName: 'session-events' });

  const [first] = await kafka.read(topic, 19);
  expect(decodeEvent(first?.value ?? null)).toMatchObject({
    type: 'session_event',
    broker: 'paper',
    source: 'session-events',
    data: { kind: 'day_opens', date: '2026-05-05' },
  });
}, 120_000);
