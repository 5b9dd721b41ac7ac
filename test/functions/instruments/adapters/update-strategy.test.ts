import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { updateStrategyIn } from '../../../../functions/instruments/adapters/update-strategy.ts';
import { putSeed } from '../../../../localstack/dev/seed/seed.ts';
import { dynamoTableReader } from '../../../../shared/dynamo/table-reader.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../../support/aws.ts';
import { scriptedDynamo } from '../../../support/scripted-dynamo.ts';

let aws: AwsUnderTest;
beforeAll(async () => {
  aws = await awsUnderTest();
});
afterAll(() => aws.close());

const BEFORE = {
  strategy_id: 'alpha',
  instruments: [1],
  contracts: { 'NSE:INFY': 1 },
  version: 3,
  is_active: true,
};
const NEXT = {
  ...{ strategy_id: 'alpha', instruments: [2], contracts: { 'NSE:INFY': 2 }, version: 4, is_active: false },
  ...{ by: 'instruments', at: '2026-11-30T03:05:00.000Z', pending_events: ['{}'] },
};
const found = () => dynamoTableReader(aws.client, TEST_PREFIX).get('strategies', { strategy_id: 'alpha' });

it('writes what a resolution changes, and no other attribute', async () => {
  await putSeed(aws.client, TEST_PREFIX, [{ table: 'strategies', item: BEFORE }]);

  expect(await updateStrategyIn(aws.client, TEST_PREFIX)(NEXT, BEFORE)).toBe(true);
  expect(await found()).toEqual({ ...NEXT, is_active: true });
});

it('changes nothing if the version is another one', async () => {
  await putSeed(aws.client, TEST_PREFIX, [{ table: 'strategies', item: { ...BEFORE, version: 5 } }]);

  expect(await updateStrategyIn(aws.client, TEST_PREFIX)(NEXT, BEFORE)).toBe(false);
  expect(await found()).toEqual({ ...BEFORE, version: 5 });
});

it('throws a transient error if the table cannot be written', async () => {
  const refused = scriptedDynamo([new ConditionalCheckFailedException({ $metadata: {}, message: 'no' })]);
  expect(await updateStrategyIn(refused.client, TEST_PREFIX)(NEXT, BEFORE)).toBe(false);

  const broken = scriptedDynamo([Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })]);
  await expect(updateStrategyIn(broken.client, TEST_PREFIX)(NEXT, BEFORE)).rejects.toMatchObject({
    message: expect.stringContaining('resolve the names of a strategy'),
  });
});
