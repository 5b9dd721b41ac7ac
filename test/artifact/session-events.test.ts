import { type EmbeddedBroker, startEmbeddedBroker } from '@alpha-panda/embedded-kafka';
import { type Consumer, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeEvent } from '../../shared/events/decode.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import { packaged } from './support/packaged.ts';
import { type PackagedFunction, startPackagedFunction } from './support/packaged-function.ts';

const { name: topic } = topicsFor('paper').signalsValidated;

let broker: EmbeddedBroker;
let consumer: Consumer;
let zip: PackagedFunction;
const events: Envelope[] = [];
const first = Promise.withResolvers<void>();

beforeAll(async () => {
  broker = await startEmbeddedBroker({ stage: 'local' });
  const kafka = new Kafka({ brokers: [broker.bootstrapServers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
  await admin.disconnect();
  consumer = kafka.consumer({ groupId: 'reader' });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message: { value } }) => {
      events.push(decodeEvent(value));
      first.resolve();
    },
  });
  zip = await startPackagedFunction(packaged, 'session-events', {
    awsEndpoint: 'http://127.0.0.1:9',
    kafkaBrokers: broker.bootstrapServers,
    routes: {},
    variables: { MARKET_CLOCK: 'wall' },
  });
}, 120_000);
afterAll(async () => {
  await zip.close();
  await consumer.disconnect();
  await broker.close();
});

test('the zip of session-events sends moments that the paper engine can read', async () => {
  await zip.invoke({ since: '2026-05-05T00:00:00+05:30' }, { functionName: 'session-events' });
  await first.promise;

  expect(events[0]).toMatchObject({
    type: 'session_event',
    broker: 'paper',
    source: 'session-events',
    data: { kind: 'day_opens', date: '2026-05-05' },
  });
}, 120_000);
