import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AwsFront } from '../../../../localstack/engines/aws/aws-front.ts';
import { startEmbeddedAws } from '../../../../localstack/engines/aws/embedded-aws.ts';
import { dynamoClient } from './clients.ts';

const TableName = 'checkpoints';

describe('the embedded DynamoDB', () => {
  let aws: AwsFront;
  let client: DynamoDBClient;

  beforeEach(async () => {
    aws = await startEmbeddedAws({ port: 0, stage: 'local' });
    client = dynamoClient(aws.endpoint);
    await createTable(client);
  });

  afterEach(async () => {
    client.destroy();
    await aws.close();
  });

  it('makes a new table active at once', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));

    expect(Table?.TableStatus).toBe('ACTIVE');
    expect(Table?.TableArn).toBe('arn:aws:dynamodb:ap-south-1:000000000000:table/checkpoints');
  });

  it('returns binary values unchanged', async () => {
    const state = Uint8Array.from({ length: 20_000 }, (_, index) => (index * 31) % 256);
    await client.send(new PutItemCommand({ TableName, Item: { id: { S: 'a' }, state: { B: state } } }));

    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: { id: { S: 'a' } }, ConsistentRead: true }),
    );

    expect(Item?.state?.B).toEqual(state);
  });

  it('queries and writes batches', async () => {
    const puts = ['a', 'b'].map((id) => ({ PutRequest: { Item: { id: { S: id } } } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));

    const { Items } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': { S: 'b' } },
      }),
    );

    expect(Items).toEqual([{ id: { S: 'b' } }]);
  });

  const failing = {
    ConditionExpression: 'version = :expected',
    ExpressionAttributeValues: { ':expected': { N: '9' } },
  };
  const Key = { id: { S: 'a' } };
  const showing = { ...failing, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  const conditionalWrites: [string, (client: DynamoDBClient) => Promise<unknown>][] = [
    ['PutItem', (to) => to.send(new PutItemCommand({ TableName, Item: Key, ...showing }))],
    ['DeleteItem', (to) => to.send(new DeleteItemCommand({ TableName, Key, ...showing }))],
    [
      'UpdateItem',
      (to) => to.send(new UpdateItemCommand({ TableName, Key, UpdateExpression: 'REMOVE note', ...showing })),
    ],
  ];

  it.each(conditionalWrites)(
    'returns the item that failed a condition of %s on request',
    async (_, write) => {
      const stored = { id: { S: 'a' }, version: { N: '3' } };
      await client.send(new PutItemCommand({ TableName, Item: stored }));

      const failure = write(client);

      await expect(failure).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: stored });
    },
  );

  it.each(conditionalWrites)('returns no item if %s failed on a missing one', async (_, write) => {
    const failure = write(client);

    await expect(failure).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: undefined });
  });

  it('returns no item without the request', async () => {
    await client.send(new PutItemCommand({ TableName, Item: Key }));

    const failure = client.send(new PutItemCommand({ TableName, Item: Key, ...failing }));

    await expect(failure).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: undefined });
  });

  it('refuses an unknown value of ReturnValuesOnConditionCheckFailure', async () => {
    const wrong = new PutItemCommand({ TableName, Item: Key });
    Object.assign(wrong.input, { ReturnValuesOnConditionCheckFailure: 'ALL_NEW' });

    await expect(client.send(wrong)).rejects.toThrow(/returnValuesOnConditionCheckFailure/);
  });

  it('accepts exactly one of many racing writers, and returns the winning item to the others', async () => {
    const writers = Array.from({ length: 20 }, (_, writer) =>
      client.send(
        new PutItemCommand({
          TableName,
          Item: { ...Key, writer: { N: String(writer) } },
          ConditionExpression: 'attribute_not_exists(id)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );

    const outcomes = await Promise.allSettled(writers);

    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    const losers = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(losers).toHaveLength(19);
    for (const loser of losers) {
      expect(loser.Item).toEqual({ ...Key, writer: { N: String(winner) } });
    }
  });

  it('keeps the time-to-live attribute until the table is deleted', async () => {
    await client.send(enableTimeToLive());
    const enabled = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    await client.send(new DeleteTableCommand({ TableName }));
    await waitUntilGone(client);
    await createTable(client);
    const anew = await client.send(new DescribeTimeToLiveCommand({ TableName }));

    expect(enabled.TimeToLiveDescription).toEqual({
      TimeToLiveStatus: 'ENABLED',
      AttributeName: 'expires_at',
    });
    expect(anew.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });

  it('refuses a time to live that is already enabled, as DynamoDB does', async () => {
    await client.send(enableTimeToLive());

    await expect(client.send(enableTimeToLive())).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'TimeToLive is already enabled',
    });
  });

  it('refuses a time to live on a missing table', async () => {
    await expect(client.send(enableTimeToLive('absent'))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('keeps the point-in-time recovery setting', async () => {
    const before = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
    await client.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    const after = await client.send(new DescribeContinuousBackupsCommand({ TableName }));

    const statuses = [before, after].map(
      ({ ContinuousBackupsDescription: backups }) =>
        backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
    );
    expect(statuses).toEqual(['DISABLED', 'ENABLED']);
    await expect(
      client.send(new DescribeContinuousBackupsCommand({ TableName: 'absent' })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('names an operation that it lacks', async () => {
    const read = new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key } }] });

    await expect(client.send(read)).rejects.toThrow(/does not implement TransactGetItems/);
  });
});

describe('the embedded DynamoDB on a folder', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'embedded-aws-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps tables, items and the time-to-live attribute over a restart', async () => {
    const first = await startEmbeddedAws({ port: 0, folder, stage: 'local' });
    const writer = dynamoClient(first.endpoint);
    await createTable(writer);
    await writer.send(enableTimeToLive());
    await writer.send(new PutItemCommand({ TableName, Item: { id: { S: 'kept' } } }));
    writer.destroy();
    await first.close();

    const second = await startEmbeddedAws({ port: 0, folder, stage: 'local' });
    const reader = dynamoClient(second.endpoint);
    const item = await reader.send(new GetItemCommand({ TableName, Key: { id: { S: 'kept' } } }));
    const timeToLive = await reader.send(new DescribeTimeToLiveCommand({ TableName }));
    reader.destroy();
    await second.close();

    expect(item.Item).toEqual({ id: { S: 'kept' } });
    expect(timeToLive.TimeToLiveDescription?.AttributeName).toBe('expires_at');
  });

  it("recognizes a transaction's token after a restart", async () => {
    const transaction = new TransactWriteItemsCommand({
      ClientRequestToken: 'once',
      TransactItems: [
        {
          Put: {
            TableName,
            Item: { id: { S: 'a' } },
            ConditionExpression: 'attribute_not_exists(id)',
          },
        },
      ],
    });
    const first = await startEmbeddedAws({ port: 0, folder, stage: 'local' });
    const writer = dynamoClient(first.endpoint);
    await createTable(writer);
    await writer.send(transaction);
    writer.destroy();
    await first.close();

    const second = await startEmbeddedAws({ port: 0, folder, stage: 'local' });
    const repeater = dynamoClient(second.endpoint);
    await expect(repeater.send(transaction)).resolves.toBeDefined();
    repeater.destroy();
    await second.close();
  });

  it('refuses a folder that another local cloud uses', async () => {
    const first = await startEmbeddedAws({ port: 0, folder, stage: 'local' });

    const second = startEmbeddedAws({ port: 0, folder, stage: 'local' });

    await expect(second).rejects.toThrow(/another local cloud may be using the folder/);
    await first.close();
  });
});

const createTable = async (client: DynamoDBClient): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { Enabled: true },
    }),
  );
  const deadline = Date.now() + 5_000;
  while (Date.now() < deadline) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
  }
  throw new Error('the table did not become active');
};

const waitUntilGone = async (client: DynamoDBClient): Promise<void> => {
  const deadline = Date.now() + 5_000;
  while (Date.now() < deadline) {
    try {
      await client.send(new DescribeTableCommand({ TableName }));
    } catch {
      return;
    }
  }
  throw new Error('the table did not go');
};

const enableTimeToLive = (table = TableName): UpdateTimeToLiveCommand =>
  new UpdateTimeToLiveCommand({
    TableName: table,
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires_at' },
  });
