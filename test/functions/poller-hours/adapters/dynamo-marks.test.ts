import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { dynamoMarks } from '../../../../functions/poller-hours/adapters/dynamo-marks.ts';
import { scriptedDynamo } from '../../../support/scripted-dynamo.ts';

const MARK = { disabledAt: Date.parse('2026-11-30T10:15:00.000Z'), lastModified: '2026-11-30T10:15:07.123Z' };
const UUID = '14e0db71-5d35-4eb5-b481-8945cf9d10c2';

describe('marks in the controls table', () => {
  test('are read from the partition of poller hours; without an item there is no mark', async () => {
    const { client, inputs } = scriptedDynamo([{}]);

    expect(await dynamoMarks(client, 'test').get(UUID)).toEqual({ version: 0 });
    expect(inputs).toMatchObject([
      { TableName: 'test-controls', Key: { broker: { S: 'poller-hours' }, control: { S: UUID } } },
    ]);
  });

  test('are read as they were written', async () => {
    const written = scriptedDynamo([{}]);
    await dynamoMarks(written.client, 'test').put(UUID, { version: 3, mark: MARK });
    const [put] = written.inputs as readonly { readonly Item: object }[];

    const { client } = scriptedDynamo([{ Item: put?.Item }]);
    expect(await dynamoMarks(client, 'test').get(UUID)).toEqual({ version: 3, mark: MARK });
  });

  test('are written over the version before only, the first one over nothing', async () => {
    const { client, inputs } = scriptedDynamo([{}]);
    const marks = dynamoMarks(client, 'test');

    expect(await marks.put(UUID, { version: 1, mark: MARK })).toBe(true);
    expect(await marks.put(UUID, { version: 2 })).toBe(true);

    expect(inputs).toMatchObject([
      { ConditionExpression: 'attribute_not_exists(#version)' },
      {
        ConditionExpression: '#version = :before',
        ExpressionAttributeValues: { ':before': { N: '1' } },
        Item: { broker: { S: 'poller-hours' }, control: { S: UUID }, version: { N: '2' } },
      },
    ]);
  });

  test('are not written if another run was first', async () => {
    const { client } = scriptedDynamo([
      new ConditionalCheckFailedException({ $metadata: {}, message: 'The conditional request failed' }),
    ]);

    expect(await dynamoMarks(client, 'test').put(UUID, { version: 2, mark: MARK })).toBe(false);
  });

  test('fail if DynamoDB does', async () => {
    const { client } = scriptedDynamo([new Error('down')]);

    await expect(dynamoMarks(client, 'test').put(UUID, { version: 1 })).rejects.toMatchObject({
      code: 'DYNAMODB_FAILED',
    });
  });
});
