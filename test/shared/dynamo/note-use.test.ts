import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopCredentialKey } from '../../../shared/auth/stop-credential.ts';
import { toAttributes } from '../../../shared/dynamo/attributes.ts';
import { dynamoNoteUse } from '../../../shared/dynamo/note-use.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../support/aws.ts';

describe('the use of a credential', () => {
  let aws: AwsUnderTest;

  beforeAll(async () => {
    aws = await awsUnderTest();
  });
  afterAll(() => aws.close());

  const TableName = `${TEST_PREFIX}-credentials`;
  const stored = async (id: string) => {
    const Key = toAttributes(stopCredentialKey('DEMO01', id));
    return (await aws.client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
  };

  it('is stored in its item, with the time', async () => {
    const Item = toAttributes({ ...stopCredentialKey('DEMO01', 'a'), sha256: 'x' });
    await aws.client.send(new PutItemCommand({ TableName, Item }));

    await dynamoNoteUse(aws.client, TEST_PREFIX, (problem) => {
      throw new Error(problem);
    })(stopCredentialKey('DEMO01', 'a'), Date.parse('2026-06-16T04:30:00.000Z'));

    expect((await stored('a'))?.last_used_at).toEqual({ S: '2026-06-16T04:30:00.000Z' });
  });

  it('creates no item for an unknown credential, and throws nothing', async () => {
    const problems: string[] = [];

    await dynamoNoteUse(aws.client, TEST_PREFIX, (problem) => problems.push(problem))(
      stopCredentialKey('DEMO01', 'none'),
      0,
    );

    expect(problems).toHaveLength(1);
    expect(await stored('none')).toBeUndefined();
  });
});
