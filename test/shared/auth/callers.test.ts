import { Logger } from '@aws-lambda-powertools/logger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployedCallers } from '../../../shared/auth/callers.ts';
import { dynamoKnownCallers } from '../../../shared/auth/known-callers.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../support/aws.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { LOGIN_AT } from './fixtures.ts';

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await awsUnderTest();
});
afterAll(() => aws.close());

const setUp = (prefix = TEST_PREFIX) => {
  const reported: unknown[] = [];
  const tables = dynamoTableReader(aws.client, TEST_PREFIX);
  const report = (thrown: unknown) => reported.push(thrown);
  return { reported, callers: dynamoKnownCallers({ client: aws.client, tables, prefix, report }) };
};

describe('callers who have logged in before', () => {
  it('are known until their time is over', async () => {
    const { callers } = setUp();

    expect(await callers.has('k1.one', LOGIN_AT)).toBe(false);
    await callers.remember('k1.one', LOGIN_AT + 5_000);

    expect(await callers.has('k1.one', LOGIN_AT + 4_999)).toBe(true);
    expect(await callers.has('k1.one', LOGIN_AT + 5_000)).toBe(false);
    expect(await callers.has('k1.two', LOGIN_AT)).toBe(false);
  });

  it('are not kept out where they cannot be remembered', async () => {
    const { callers, reported } = setUp('no-such-deployment');

    await expect(callers.remember('k1.one', LOGIN_AT)).resolves.toBeUndefined();
    expect(reported).toHaveLength(1);
  });
});

it('a deployment has to name the secret that hashes addresses', () => {
  const settings = readSettings({ STAGE: 'local', TABLE_PREFIX: 'test', KAFKA_BROKERS: 'b:9092' });
  const logger = new Logger({ logLevel: 'SILENT' });
  const tables = dynamoTableReader(aws.client, TEST_PREFIX);

  expect(() =>
    deployedCallers({ client: aws.client, tables, settings, logger, clock: new ManualClock() }),
  ).toThrow('ADDRESS_SECRET_ID is missing');
});
