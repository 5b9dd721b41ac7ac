import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamoRequestCounter } from '../../../shared/dynamo/request-counter.ts';
import { TransientError } from '../../../shared/errors.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../support/aws.ts';

let aws: AwsUnderTest;

beforeAll(async () => {
  aws = await awsUnderTest();
});
afterAll(() => aws.close());

test('concurrent requests are counted up to the limit and no further', async () => {
  const counter = dynamoRequestCounter(aws.client, TEST_PREFIX);

  const taken = await Promise.all(Array.from({ length: 30 }, () => counter.count('write#A#0', 10, 99)));

  expect(taken.filter(Boolean)).toHaveLength(10);
});

test('each key has its own count', async () => {
  const counter = dynamoRequestCounter(aws.client, TEST_PREFIX);

  expect(await counter.count('one', 1, 99)).toBe(true);
  expect(await counter.count('one', 1, 99)).toBe(false);
  expect(await counter.count('other', 1, 99)).toBe(true);
});

test('a count expires', async () => {
  await dynamoRequestCounter(aws.client, TEST_PREFIX).count('expiring', 1, 1_795_000_000);

  const { Item } = await aws.client.send(
    new GetItemCommand({
      TableName: `${TEST_PREFIX}-rate-limits`,
      Key: { limit_id: { S: 'expiring' } },
      ConsistentRead: true,
    }),
  );
  expect(Item).toMatchObject({ expires_at: { N: '1795000000' }, taken: { N: '1' } });
});

test('a failed count is retryable', async () => {
  await expect(dynamoRequestCounter(aws.client, 'missing').count('x', 1, 99)).rejects.toBeInstanceOf(
    TransientError,
  );
});
