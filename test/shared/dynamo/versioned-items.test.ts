import {
  PutItemCommand,
  TransactionCanceledException,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Requirement } from '../../../shared/audit/authority.ts';
import { toAttributes } from '../../../shared/dynamo/attributes.ts';
import { dynamoVersionedItems } from '../../../shared/dynamo/versioned-items.ts';
import type { Item } from '../../../shared/ports/item.ts';
import type { TableName } from '../../../shared/ports/tables.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../support/aws.ts';
import { scriptedDynamo } from '../../support/scripted-dynamo.ts';
import { versionedItemsContract } from '../contracts/versioned-items.ts';

const REQUIRED: Requirement = {
  table: 'sessions',
  key: { account_id: 'zerodha#ODD001' },
  equal: { state: 'active' },
  later: {},
};

const cancelledBy = (...codes: readonly string[]) =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

describe('versioned items on DynamoDB', () => {
  let aws: AwsUnderTest;

  beforeAll(async () => {
    aws = await awsUnderTest();
  });
  afterAll(() => aws.close());

  const put = async (table: TableName, item: Item): Promise<void> => {
    await aws.client.send(
      new PutItemCommand({ TableName: `${TEST_PREFIX}-${table}`, Item: toAttributes(item) }),
    );
  };

  versionedItemsContract(() => dynamoVersionedItems(aws.client, TEST_PREFIX), put);

  it.each(['0.1', '1.1234567890123456789', '123456789012345678901234567890', '1E+100', '-3'])(
    'are changed once if a user set the version %s',
    async (N) => {
      const items = dynamoVersionedItems(aws.client, TEST_PREFIX);
      const key = { strategy_id: `odd${N}` };
      await aws.client.send(
        new PutItemCommand({
          TableName: `${TEST_PREFIX}-strategies`,
          Item: { strategy_id: { S: key.strategy_id }, version: { N }, seen: { N: '1E+30' } },
        }),
      );
      const before = await items.get('strategies', key);
      await put('sessions', { account_id: 'zerodha#ODD001', state: 'active' });
      const next = { ...before, ...key, version: 1 };

      expect(await items.put('strategies', next, before, REQUIRED)).toEqual({ saved: true });
      expect(await items.put('strategies', next, before, REQUIRED)).toEqual({ saved: false, current: next });
    },
  );

  it('fail as retryable if the table cannot be reached', async () => {
    const items = dynamoVersionedItems(aws.client, 'elsewhere');
    const failure = { name: 'TransientError', code: 'DYNAMODB_FAILED' };
    const item = { strategy_id: 'a', version: 1, pending_events: ['x'] };

    await expect(items.get('strategies', item)).rejects.toMatchObject(failure);
    await expect(items.put('strategies', item, undefined, REQUIRED)).rejects.toMatchObject(failure);
    await expect(items.clearPending('strategies', item)).rejects.toMatchObject(failure);
  });

  it('are retried as the same transaction after a conflict with another transaction', async () => {
    const { client, inputs } = scriptedDynamo([
      cancelledBy('None', 'TransactionConflict'),
      cancelledBy('TransactionConflict', 'None'),
      {},
    ]);
    const pauses: number[] = [];
    const items = dynamoVersionedItems(client, 'dev', async (conflicts) => {
      pauses.push(conflicts);
    });

    const result = await items.put('strategies', { strategy_id: 'a', version: 1 }, undefined, REQUIRED);

    expect(result).toEqual({ saved: true });
    expect(pauses).toEqual([0, 1]);
    expect(inputs).toHaveLength(3);
    const tokens = new Set(
      inputs.map((input) => (input as TransactWriteItemsCommandInput).ClientRequestToken),
    );
    expect(tokens.size).toBe(1);
    expect([...tokens][0]).toBeDefined();
  });

  it('fail as retryable if transactions conflict repeatedly', async () => {
    const { client, inputs } = scriptedDynamo(
      Array.from({ length: 20 }, () => cancelledBy('TransactionConflict', 'None')),
    );
    const items = dynamoVersionedItems(client, 'dev', async () => {});

    const result = items.put('strategies', { strategy_id: 'a', version: 1 }, undefined, REQUIRED);

    await expect(result).rejects.toMatchObject({ name: 'TransientError', code: 'DYNAMODB_FAILED' });
    expect(inputs).toHaveLength(13);
  });

  it('read consistently', async () => {
    const { client, inputs } = scriptedDynamo([{}]);

    await dynamoVersionedItems(client, 'dev').get('strategies', { strategy_id: 'a' });

    expect(inputs).toEqual([expect.objectContaining({ ConsistentRead: true })]);
  });
});
