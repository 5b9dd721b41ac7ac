import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoProjectionWriter } from '../../../shared/dynamo/projection-writer.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../support/aws.ts';
import { tablesContract } from '../contracts/tables.ts';

describe.each(['client', 'lean'] as const)('tables on DynamoDB by the %s client', (kind) => {
  let aws: AwsUnderTest;

  beforeAll(async () => {
    aws = await awsUnderTest();
  });
  afterAll(() => aws.close());

  const tables = (prefix = TEST_PREFIX) => ({
    ...dynamoTableReader(aws[kind], prefix),
    ...dynamoProjectionWriter(aws[kind], prefix),
  });

  tablesContract(() => tables());

  it('fail as retryable if the tables are missing, with the remedy', async () => {
    const failure = {
      name: 'TransientError',
      code: 'DYNAMODB_FAILED',
      message: expect.stringContaining('create the tables'),
    };
    const key = { instrument_token: 1 };
    const missing = tables('elsewhere');

    await expect(missing.get('instruments', key)).rejects.toMatchObject(failure);
    await expect(missing.getMany('instruments', [key])).rejects.toMatchObject(failure);
    await expect(missing.query('instruments', 1)).rejects.toMatchObject(failure);
    await expect(missing.scan('instruments')).rejects.toMatchObject(failure);
    await expect(
      missing.write([{ kind: 'projection', table: 'instruments', item: key }]),
    ).rejects.toMatchObject(failure);
  });
});
