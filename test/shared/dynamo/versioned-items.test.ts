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
