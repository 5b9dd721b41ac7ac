import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoCheckpointStore } from '../../../shared/dynamo/checkpoint-store.ts';
import type { CheckpointStore } from '../../../shared/kernel/ports.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../support/aws.ts';
import { checkpointStoreContract } from '../contracts/checkpoint-store.ts';

describe.each(['client', 'lean'] as const)('dynamoCheckpointStore by the %s client', (kind) => {
  let aws: AwsUnderTest;
  const store = (prefix = TEST_PREFIX): CheckpointStore => dynamoCheckpointStore(aws[kind], prefix);

  beforeAll(async () => {
    aws = await awsUnderTest();
  });
  afterAll(() => aws.close());

  checkpointStoreContract(() => store());

  it('takes over an item of an earlier release, which has no digest', async () => {
    await aws.client.send(
      new PutItemCommand({
        TableName: `${TEST_PREFIX}-checkpoints`,
        Item: { checkpoint_id: { S: 'before#0' }, version: { N: '7' }, body: { B: Uint8Array.of(1) } },
      }),
    );

    const late = await store().save('before#0', { version: 7, body: Uint8Array.of(2), follows: 'x' });
    const next = await store().save('before#0', { version: 8, body: Uint8Array.of(2), follows: 'x' });

    expect([late.saved, next.saved]).toEqual([false, true]);
    expect(await store().load('before#0')).toMatchObject({ version: 8 });
  });

  it('refuses an item that is not a checkpoint, with the remedy', async () => {
    await aws.client.send(
      new PutItemCommand({
        TableName: `${TEST_PREFIX}-checkpoints`,
        Item: { checkpoint_id: { S: 'damaged#0' }, version: { N: '1.5' }, body: { S: 'text' } },
      }),
    );
    const refusal = {
      name: 'RefusalError',
      code: 'CHECKPOINT_UNREADABLE',
      message: expect.stringContaining('restore'),
    };

    await expect(store().load('damaged#0')).rejects.toMatchObject(refusal);
    await expect(
      store().save('damaged#0', { version: 2, body: Uint8Array.of(1), follows: 'x' }),
    ).rejects.toMatchObject(refusal);
  });

  it('reports a missing table as retryable, with the remedy', async () => {
    const failure = {
      name: 'TransientError',
      code: 'DYNAMODB_FAILED',
      message: expect.stringMatching(/checkpoint a#0.*create the tables.*TABLE_PREFIX/),
    };

    await expect(store('elsewhere').load('a#0')).rejects.toMatchObject(failure);
    await expect(
      store('elsewhere').save('a#0', { version: 1, body: Uint8Array.of(1), follows: undefined }),
    ).rejects.toMatchObject(failure);
  });
});
