import { connect, type Socket } from 'node:net';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { KafkaPublisher } from '../../../shared/kafka/publisher.ts';
import { type KafkaUnderTest, kafkaUnderTest } from '../../support/kafka.ts';

const TOPIC = topicsFor('paper').signalsRaw.name;
const PRODUCE = 0;

/** Connections that break instead of delivering the response to the first Produce. */
const losingFirstAnswer = () => {
  let lost = false;
  return ({ host, port, onConnect }: { host: string; port: number; onConnect: () => void }): Socket => {
    const socket = connect({ host, port }, onConnect);
    let produced = false;
    socket.write = new Proxy(socket.write, {
      apply: (write, self, [request, ...rest]) => {
        produced ||= Buffer.isBuffer(request) && request.readInt16BE(4) === PRODUCE;
        return Reflect.apply(write, self, [request, ...rest]);
      },
    });
    socket.emit = new Proxy(socket.emit, {
      apply: (emit, self, [event, ...rest]) => {
        if (event !== 'data' || !produced || lost) return Reflect.apply(emit, self, [event, ...rest]);
        lost = true;
        socket.destroy(new Error('read ECONNRESET'));
        return true;
      },
    });
    return socket;
  };
};

describe('KafkaPublisher, after a lost response of the broker', () => {
  let kafka: KafkaUnderTest;
  beforeAll(async () => {
    kafka = await kafkaUnderTest();
  });
  afterAll(() => kafka.close());

  it('keeps every record of a concurrent publish', async () => {
    const flaky = new Kafka({
      brokers: [kafka.brokers],
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 100, retries: 5 },
      socketFactory: losingFirstAnswer(),
    });
    const publisher = new KafkaPublisher(async () => flaky);
    const publish = (value: string) => publisher.publish([{ topic: TOPIC, key: 'a:1', value, headers: [] }]);

    await Promise.all([publish('one'), publish('two')]);
    await publisher.close();

    const values = (await kafka.read(TOPIC, 2)).map(({ value }) => String(value));
    expect(new Set(values)).toEqual(new Set(['one', 'two']));
  });

  it('fails if the client reports nothing for a partition', async () => {
    const client = await kafka.connect();
    const silent: Pick<Kafka, 'producer'> = {
      producer: (config) => {
        const producer = client.producer(config);
        const sendBatch: Producer['sendBatch'] = async (batch) => {
          const acknowledged = await producer.sendBatch(batch);
          return acknowledged.filter(({ partition }) => partition !== acknowledged[0]?.partition);
        };
        return { ...producer, sendBatch };
      },
    };
    const publisher = new KafkaPublisher(async () => silent as Kafka);
    const ticks = Array.from({ length: 40 }, (_, n) => ({
      topic: SHARED_TOPICS.marketTicks.name,
      key: String(n),
      value: String(n),
      headers: [],
    }));

    await expect(publisher.publish(ticks)).rejects.toMatchObject({
      code: 'KAFKA_PUBLISH_FAILED',
      message: expect.stringMatching(/no broker has acknowledged partition \d of market.ticks/),
    });
    await publisher.close();
  });
});
