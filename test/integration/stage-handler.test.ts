import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localAwsEnvironment } from '../../localstack/engines/aws/local-environment.ts';
import { dynamoTableReader } from '../../shared/dynamo/table-reader.ts';
import { deadLetterTopic, SHARED_TOPICS } from '../../shared/events/topics.ts';
import { readLastPrices } from '../../shared/market/read-last-prices.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../support/aws.ts';
import { type KafkaUnderTest, kafkaUnderTest } from '../support/kafka.ts';
import { kafkaEvent, record, tick, tickEvent } from '../support/records.ts';
import { letterId, redriveCommand } from '../support/redrives.ts';
import { invokeFunction } from './support/function-process.ts';

const HANDLER = 'functions/price-recorder/handler.ts';

/** A tick of an instrument as a record. Each test has its own instruments and partitions. */
const tickRecord = (partition: number, offset: number, instrument_token: number, last_price: number) =>
  record({
    partition,
    offset,
    value: Buffer.from(
      JSON.stringify(
        tickEvent(tick({ instrument_token, last_price, timestamp: `2022-06-16T03:45:0${offset}.000Z` })),
      ),
    ),
  });

/** A loopback port without a server. */
const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address !== null ? address.port : 1;
};

describe('a deployed function', () => {
  let aws: AwsUnderTest;
  let kafka: KafkaUnderTest;

  beforeAll(async () => {
    [aws, kafka] = await Promise.all([awsUnderTest(), kafkaUnderTest()]);
  });
  afterAll(() => Promise.all([aws.close(), kafka.close()]));

  const environment = (change: Readonly<Record<string, string>> = {}) => ({
    ...localAwsEnvironment(aws.endpoint),
    STAGE: 'local',
    TABLE_PREFIX: TEST_PREFIX,
    KAFKA_BROKERS: kafka.brokers,
    ...change,
  });

  const lastPrice = async (token: number) =>
    (await readLastPrices(dynamoTableReader(aws.client, TEST_PREFIX))([token])).get(token);

  it('processes a batch: prices to the checkpoint, a dead letter to its topic and table, counts to the metrics', async () => {
    const bad = record({ partition: 0, offset: 1, value: Buffer.from('not an event') });
    const event = kafkaEvent([tickRecord(0, 0, 101, 15_500.05), bad, tickRecord(0, 2, 101, 15_501)]);

    const { exitCode, response, lines } = await invokeFunction(HANDLER, event, environment());

    expect({ exitCode, response }).toEqual({ exitCode: 0, response: { batchItemFailures: [] } });
    expect(await lastPrice(101)).toMatchObject({ price: 15_501, previous: { price: 15_500.05 } });
    const [letter] = await kafka.read(deadLetterTopic(SHARED_TOPICS.marketTicks.name), 1);
    expect(letter?.value).toEqual(bad.value);
    const items = await dynamoTableReader(aws.client, TEST_PREFIX).query('dead-letters', 'market.ticks');
    expect(items).toMatchObject([{ stage: 'price-recorder', reason: 'BAD_JSON', original_offset: 1 }]);
    const metrics = lines.find((line) => '_aws' in line);
    expect(metrics).toMatchObject({
      service: 'price-recorder',
      records: 3,
      poison: 1,
      events: 0,
      duplicates: 0,
      saves: 1,
      partitionsStopped: 0,
      lagMs: expect.any(Number),
      checkpointBytes: expect.any(Number),
      _aws: { CloudWatchMetrics: [{ Namespace: 'AlphaPanda/local' }] },
    });
  });

  it('continues in a new environment after the last position', async () => {
    const [first, again, next] = [
      tickRecord(1, 0, 102, 1),
      tickRecord(1, 0, 102, 1),
      tickRecord(1, 1, 102, 2),
    ];
    await invokeFunction(HANDLER, kafkaEvent([first]), environment());

    const { lines } = await invokeFunction(HANDLER, kafkaEvent([again, next]), environment());

    expect(lines.find((line) => '_aws' in line)).toMatchObject({ records: 2, duplicates: 1, saves: 1 });
    expect(await lastPrice(102)).toMatchObject({ price: 2, previous: { price: 1 } });
  });

  it('reports the partition for a retry, with the reason, while Kafka is unreachable', async () => {
    const event = kafkaEvent([tickRecord(2, 0, 103, 1), tickRecord(2, 1, 103, 2)]);
    const brokers = `127.0.0.1:${await closedPort()}`;

    const { response, lines } = await invokeFunction(HANDLER, event, environment({ KAFKA_BROKERS: brokers }));

    const identifier = (offset: number) => ({ itemIdentifier: { partition: 'market.ticks-2', offset } });
    expect(response).toEqual({ batchItemFailures: [identifier(0), identifier(1)] });
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'WARN',
        stage: 'price-recorder',
        partition: 'market.ticks-2',
        code: 'KAFKA_UNREACHABLE',
        message: expect.stringContaining('partition waits: cannot describe market.ticks'),
      }),
    );
    expect(await lastPrice(103)).toBeUndefined();
  });

  it('throws while Kafka is unreachable if its mapping is on demand, so that the whole batch is repeated', async () => {
    const { topic, key, value } = redriveCommand('paper.orders.filled', letterId(0));
    const command = record({ topic, key: Buffer.from(key), value: Buffer.from(value) });
    const brokers = `127.0.0.1:${await closedPort()}`;

    const { exitCode, stderr } = await invokeFunction(
      'functions/redriver/handler.ts',
      kafkaEvent([command]),
      environment({ SCOPE: 'paper', KAFKA_BROKERS: brokers }),
    );

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/1 partitions failed.*cannot describe paper\.redrives/);
  });

  it('does not start with invalid settings, and lists all of them in one message', async () => {
    const { exitCode, response, stderr } = await invokeFunction(
      HANDLER,
      kafkaEvent([]),
      environment({ STAGE: 'prod', TABLE_PREFIX: '', KAFKA_BROKERS: 'localhost' }),
    );

    expect({ exitCode, response }).toEqual({ exitCode: 1, response: undefined });
    expect(stderr).toMatch(
      /SettingsError: cannot start.*TABLE_PREFIX: must be.*; KAFKA_BROKERS: must be host:port/,
    );
  });

  it('refuses an invocation that is not from Kafka', async () => {
    const { exitCode, stderr } = await invokeFunction(HANDLER, { httpMethod: 'GET' }, environment());

    expect(exitCode).toBe(1);
    expect(stderr).toContain('invoke this function through a Kafka event source mapping');
  });
});
