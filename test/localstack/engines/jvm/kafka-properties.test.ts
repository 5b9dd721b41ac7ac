import { describe, expect, it } from 'vitest';
import { kafkaProperties } from '../../../../localstack/engines/jvm/kafka-properties.ts';

describe("the settings of the tests' Kafka node", () => {
  const lines = kafkaProperties({ brokerPort: 19092, controllerPort: 19093, dataFolder: '/tmp/data' }).split(
    '\n',
  );

  it('listens on loopback only', () => {
    const listeners = lines.filter((line) => /listeners=/.test(line));

    expect(listeners).toEqual([
      'listeners=BROKER://127.0.0.1:19092,CONTROLLER://127.0.0.1:19093',
      'advertised.listeners=BROKER://127.0.0.1:19092',
    ]);
  });

  it.each([
    ['makes no topic by itself', 'auto.create.topics.enable=false'],
    ['starts a new group without waiting', 'group.initial.rebalance.delay.ms=0'],
    ['allows sessions of a second', 'group.min.session.timeout.ms=1000'],
    ['deletes no record for its age', 'log.retention.ms=-1'],
  ])('%s', (_, line) => {
    expect(lines).toContain(line);
  });
});
