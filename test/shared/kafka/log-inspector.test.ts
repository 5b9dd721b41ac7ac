import type { Kafka } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { KafkaLogInspector } from '../../../shared/kafka/log-inspector.ts';
import { KafkaPublisher } from '../../../shared/kafka/publisher.ts';
import { type KafkaUnderTest, kafkaUnderTest } from '../../support/kafka.ts';

const RAW = topicsFor('paper').signalsRaw.name;

describe('KafkaLogInspector', () => {
  let kafka: KafkaUnderTest;
  const inspectors: KafkaLogInspector[] = [];
  const inspector = (connect: () => Promise<Kafka> = () => kafka.connect()) => {
    const made = new KafkaLogInspector(connect);
    inspectors.push(made);
    return made;
  };

  beforeAll(async () => {
    kafka = await kafkaUnderTest();
  });
  afterAll(async () => {
    await Promise.all(inspectors.map((each) => each.close()));
    await kafka.close();
  });

  it('returns the number of partitions of a topic', async () => {
    const { name, partitions } = SHARED_TOPICS.marketTicks;

    expect(await inspector().partitionCount(name)).toBe(partitions);
    expect(await inspector().partitionCount(RAW)).toBe(1);
  });

  it('returns the end offset of a partition', async () => {
    const publisher = new KafkaPublisher(() => kafka.connect());
    const one = inspector();
    expect(await one.endOffset(RAW, 0)).toBe(0);

    await publisher.publish(['a', 'b', 'c'].map((value) => ({ topic: RAW, key: 'k', value, headers: [] })));
    await publisher.close();

    expect(await one.endOffset(RAW, 0)).toBe(3);
  });

  it('reports a missing topic as retryable', async () => {
    await expect(inspector().partitionCount('no.such.topic')).rejects.toMatchObject({
      name: 'TransientError',
      message: expect.stringContaining('no.such.topic'),
    });
    await expect(inspector().endOffset('no.such.topic', 0)).rejects.toMatchObject({ name: 'TransientError' });
  });

  it('reports an unreachable Kafka, and reconnects for the next request', async () => {
    let attempts = 0;
    const one = inspector(async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('no route to host');
      return kafka.connect();
    });

    await expect(one.partitionCount(RAW)).rejects.toMatchObject({
      code: 'KAFKA_UNREACHABLE',
      retry: 'retry',
      message: `cannot describe ${RAW}: no route to host`,
    });
    expect(await one.partitionCount(RAW)).toBe(1);
  });

  it('connects once for all requests', async () => {
    let connections = 0;
    const one = inspector(async () => {
      connections += 1;
      return kafka.connect();
    });

    await Promise.all([one.partitionCount(RAW), one.endOffset(RAW, 0), one.partitionCount(RAW)]);

    expect(connections).toBe(1);
  });

  it('can be closed before use, and twice', async () => {
    const one = inspector();

    await one.close();
    await one.close();
  });
});
