import { createServer } from 'node:net';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROKERS } from '../../../shared/events/brokers.ts';
import { topicsFor } from '../../../shared/events/topics.ts';
import { KafkaTopicProbe } from '../../../shared/kafka/topic-probe.ts';
import { type KafkaUnderTest, kafkaUnderTest } from '../../support/kafka.ts';

const client = (broker: string) =>
  new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING, retry: { retries: 0 } });

describe('KafkaTopicProbe', () => {
  let kafka: KafkaUnderTest;
  const probes: KafkaTopicProbe[] = [];
  const probe = (connect: () => Promise<Kafka> = () => kafka.connect(), timeoutMs?: number) => {
    const made = new KafkaTopicProbe(connect, timeoutMs);
    probes.push(made);
    return made;
  };

  beforeAll(async () => {
    kafka = await kafkaUnderTest();
  });
  afterAll(async () => {
    await Promise.all(probes.map((each) => each.close()));
    await kafka.close();
  });

  it.each(BROKERS)('finds the topics of %s with their leaders, repeatedly', async (broker) => {
    const one = probe();
    const topics = Object.values(topicsFor(broker)).map(({ name }) => name);

    await expect(one.check(topics)).resolves.toBeUndefined();
    await expect(one.check(topics)).resolves.toBeUndefined();
  });

  it('names the missing topic, and answers for others afterwards', async () => {
    const one = probe();

    await expect(one.check(['no.such.topic'])).rejects.toMatchObject({
      name: 'TransientError',
      message: expect.stringContaining('no.such.topic'),
    });
    await expect(one.check([topicsFor('paper').signalsRaw.name])).resolves.toBeUndefined();
  });

  it('fails if no broker listens', async () => {
    await expect(probe(async () => client('127.0.0.1:1')).check(['market.ticks'])).rejects.toMatchObject({
      code: 'KAFKA_UNREACHABLE',
    });
  });

  it('fails without an answer within its limit', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;

    await expect(
      probe(async () => client(`127.0.0.1:${port}`), 50).check(['market.ticks']),
    ).rejects.toMatchObject({ name: 'TransientError', code: 'KAFKA_TIMEOUT' });
    silent.close();
  });
});
