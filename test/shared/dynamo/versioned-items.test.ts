import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoVersionedItems } from '../../../shared/dynamo/versioned-items.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../support/aws.ts';
import { scriptedDynamo } from '../../support/scripted-dynamo.ts';
import { versionedItemsContract } from '../contracts/versioned-items.ts';

describe('versioned items on DynamoDB', () => {
  let aws: AwsUnderTest;

  beforeAll(async () => {
    aws = await awsUnderTest();
  });
  afterAll(() => aws.close());

  versionedItemsContract(() => dynamoVersionedItems(aws.client, TEST_PREFIX));

  it.each(['0.1', '1.1234567890123456789', '123456789012345678901234567890', '1E+100', '-3'])(
    'are taken over where a person gave one the version %s, once',
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
      const next = { ...before, ...key, version: 1 };

      expect(await items.put('strategies', next, before)).toEqual({ saved: true });
      expect(await items.put('strategies', next, before)).toEqual({ saved: false, current: next });
    },
  );

  it('fail for a later try where the table cannot be reached', async () => {
    const items = dynamoVersionedItems(aws.client, 'elsewhere');
    const failure = { name: 'TransientError', code: 'DYNAMODB_FAILED' };
    const item = { strategy_id: 'a', version: 1, pending_events: ['x'] };

    await expect(items.get('strategies', item)).rejects.toMatchObject(failure);
    await expect(items.put('strategies', item, undefined)).rejects.toMatchObject(failure);
    await expect(items.clearPending('strategies', item)).rejects.toMatchObject(failure);
  });

  it('read consistently', async () => {
    const { client, inputs } = scriptedDynamo([{}]);

    await dynamoVersionedItems(client, 'dev').get('strategies', { strategy_id: 'a' });

    expect(inputs).toEqual([expect.objectContaining({ ConsistentRead: true })]);
  });
});
