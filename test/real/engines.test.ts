import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  CreateTableCommand,
  DescribeContinuousBackupsCommand,
  PutItemCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTopicsAndWait } from '../../infra/commands/create-topics.ts';
import { type RealEngines, startRealEngines } from '../../localstack/engines/jvm/real-engines.ts';
import { dynamoClient, secretsClient } from '../localstack/engines/aws/clients.ts';
import { HANG_MS } from '../support/eventually.ts';

const TOPIC = 'engines-test';

describe('Apache Kafka and DynamoDB Local', () => {
  let engines: RealEngines;
  let kafka: Kafka;

  beforeAll(async () => {
    engines = await startRealEngines();
    kafka = new Kafka({ brokers: [engines.kafkaBrokers], logLevel: logLevel.NOTHING });
  });

  afterAll(() => engines.stop());

  it('carry a record from an idempotent producer to a group with a session of one second', async () => {
    const admin = kafka.admin();
    await admin.connect();
    await createTopicsAndWait(admin, [{ topic: TOPIC, numPartitions: 2 }]);
    await admin.disconnect();
    const producer = kafka.producer({ idempotent: true, createPartitioner: Partitioners.DefaultPartitioner });
    const consumer = kafka.consumer({
      groupId: 'engines-test',
      sessionTimeout: 1_000,
      heartbeatInterval: 300,
    });
    const received: string[] = [];
    await producer.connect();
    await consumer.connect();
    await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        received.push(String(message.value));
      },
    });

    await producer.send({ topic: TOPIC, acks: -1, messages: [{ key: 'a', value: 'carried' }] });

    await vi.waitUntil(() => received.length > 0, { timeout: HANG_MS });
    expect(received).toEqual(['carried']);
    await consumer.disconnect();
    await producer.disconnect();
  });

  it('create no topic by themselves', async () => {
    const producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: true,
      retry: { retries: 1 },
    });
    await producer.connect();

    const sent = producer.send({ topic: 'misspelt', messages: [{ value: 'x' }] });

    await expect(sent).rejects.toThrow(/does not host this topic-partition/);
    await producer.disconnect();
  });

  it('serve DynamoDB and secrets on one port', async () => {
    const tables = dynamoClient(engines.awsEndpointUrl);
    const secrets = secretsClient(engines.awsEndpointUrl);
    const TableName = 'engines';
    const Item = { id: { S: 'a' }, version: { N: '1' } };
    await tables.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    await tables.send(new PutItemCommand({ TableName, Item }));
    await secrets.send(new CreateSecretCommand({ Name: 'a', SecretString: 'kept' }));

    const second = tables.send(
      new PutItemCommand({
        TableName,
        Item,
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );

    await expect(second).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item });
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'a' }));
    expect(SecretString).toBe('kept');
  });

  it('accept the point-in-time recovery of a template', async () => {
    const tables = dynamoClient(engines.awsEndpointUrl);
    const TableName = 'recoverable';
    await tables.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    await tables.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );

    const { ContinuousBackupsDescription } = await tables.send(
      new DescribeContinuousBackupsCommand({ TableName }),
    );

    const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    expect(recovery?.PointInTimeRecoveryStatus).toBe('ENABLED');
  });
});

describe('node localstack/engines/jvm/main.ts', () => {
  it("runs a command against the engines and ends with the command's exit code", async () => {
    const script = 'echo "$KAFKA_BROKERS $AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID"; exit 7';
    const main = spawn(process.execPath, ['localstack/engines/jvm/main.ts', '--', 'sh', '-c', script]);
    const output: string[] = [];
    main.stdout.on('data', (chunk) => output.push(String(chunk)));

    const [code] = await once(main, 'close');

    expect(code).toBe(7);
    expect(output.join('')).toMatch(/^127\.0\.0\.1:\d+ http:\/\/127\.0\.0\.1:\d+ local\n$/);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'prints the addresses, and leaves no JVM behind after %s',
    async (signal) => {
      const main = spawn(process.execPath, ['localstack/engines/jvm/main.ts']);
      const [line] = await once(main.stdout, 'data');
      const addresses = JSON.parse(String(line));
      const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(main.pid)])
        .toString()
        .trim()
        .split(/\s+/);

      main.kill(signal);
      const [code] = await once(main, 'exit');

      expect(addresses).toEqual({
        kafka_brokers: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        aws_endpoint_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      });
      expect(code).toBe(signal === 'SIGTERM' ? 0 : null);
      expect(children.length).toBeGreaterThanOrEqual(3);
      await vi.waitUntil(() => children.every(isGone), { timeout: HANG_MS });
    },
  );
});

/** Gone, or a zombie that this container's first process does not collect. */
const isGone = (pid: string): boolean => {
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', pid]).toString().trim().startsWith('Z');
  } catch {
    return true;
  }
};
