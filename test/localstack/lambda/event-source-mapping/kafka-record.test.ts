import type { KafkaMessage } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeEvent } from '../../../../localstack/lambda/event-source-mapping/event-json.ts';
import { toSourceRecord } from '../../../../localstack/lambda/event-source-mapping/kafka-record.ts';
import { topicsFor } from '../../../../shared/events/topics.ts';
import { KafkaPublisher } from '../../../../shared/kafka/publisher.ts';
import { eventually } from '../../../support/eventually.ts';
import { type KafkaUnderTest, kafkaUnderTest } from '../../../support/kafka.ts';

const TOPIC = topicsFor('paper').signalsRaw.name;

describe('toSourceRecord', () => {
  let kafka: KafkaUnderTest;
  beforeAll(async () => {
    kafka = await kafkaUnderTest();
  });
  afterAll(() => kafka.close());

  /** A record as kafkajs hands it over after a trip through a broker. */
  const received = async (headers: readonly (readonly [string, string])[]): Promise<KafkaMessage> => {
    const publisher = new KafkaPublisher(() => kafka.connect());
    await publisher.publish([{ topic: TOPIC, key: 'k', value: 'v', headers }]);
    await publisher.close();
    const consumer = (await kafka.connect()).consumer({ groupId: 'test', maxWaitTimeInMs: 50 });
    const messages: KafkaMessage[] = [];
    await consumer.connect();
    await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void messages.push(message) });
    const message = await eventually('the record', () => messages[0]);
    await consumer.disconnect();
    return message;
  };

  it('takes headers that are named like the members of every object', async () => {
    const headers = [
      ['constructor', 'a'],
      ['__proto__', 'b'],
      ['toString', 'c'],
      ['trace', 'd'],
      ['trace', 'e'],
    ] as const;

    const record = toSourceRecord(TOPIC, 0, await received(headers), 0);

    expect(record.headers.map(({ key, value }) => [key, String(value)])).toEqual(headers);
    expect(() =>
      encodeEvent([record], {
        bootstrapServers: kafka.brokers,
        nullFields: 'omit',
      }),
    ).not.toThrow();
  });
});
