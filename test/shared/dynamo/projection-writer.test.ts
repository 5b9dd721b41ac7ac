import { describe, expect, it } from 'vitest';
import { dynamoProjectionWriter } from '../../../shared/dynamo/projection-writer.ts';
import type { EmitProjection } from '../../../shared/kernel/stage.ts';
import { scriptedDynamo } from '../../support/scripted-dynamo.ts';

const entry = (entry_id: string): EmitProjection => ({
  kind: 'projection',
  table: 'journal',
  item: { correlation_id: 'story', entry_id },
});

const request = (id: string) => ({
  PutRequest: { Item: { correlation_id: { S: 'story' }, entry_id: { S: id } } },
});

const unprocessed = (...ids: string[]) => ({ UnprocessedItems: { 'dev-journal': ids.map(request) } });

const throttled = (): Error =>
  Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' });

describe('dynamoProjectionWriter', () => {
  it('writes again what DynamoDB left unprocessed, and only that', async () => {
    const { client, inputs } = scriptedDynamo([unprocessed('b', 'c'), unprocessed('c'), {}]);

    await dynamoProjectionWriter(client, 'dev').write(['a', 'b', 'c'].map(entry));

    expect(inputs).toEqual([
      { RequestItems: { 'dev-journal': ['a', 'b', 'c'].map(request) } },
      { RequestItems: { 'dev-journal': ['b', 'c'].map(request) } },
      { RequestItems: { 'dev-journal': ['c'].map(request) } },
    ]);
  });

  it('gives up for a later try where DynamoDB leaves items unprocessed again and again', async () => {
    const { client, inputs } = scriptedDynamo([unprocessed('a')]);

    await expect(dynamoProjectionWriter(client, 'dev').write([entry('a')])).rejects.toMatchObject({
      name: 'TransientError',
      code: 'DYNAMODB_THROTTLED',
    });
    expect(inputs).toHaveLength(8);
  });

  it('writes unordered items in batches of 25, and ordered ones each on its condition', async () => {
    const { client, inputs } = scriptedDynamo([{}]);
    const ordered: EmitProjection = {
      kind: 'projection',
      table: 'last-prices',
      item: { instrument_token: 1, timestamp_ms: 2, gone: undefined },
      orderedBy: 'timestamp_ms',
    };

    await dynamoProjectionWriter(client, 'dev').write([
      ordered,
      ...Array.from({ length: 60 }, (_, n) => entry(String(n))),
    ]);

    const batches = inputs.flatMap((input) => ('RequestItems' in input ? [input.RequestItems] : []));
    expect(batches.map((batch) => Object.values(batch ?? {}).flat().length)).toEqual([25, 25, 10]);
    expect(inputs.find((input) => 'Item' in input)).toEqual({
      TableName: 'dev-last-prices',
      Item: { instrument_token: { N: '1' }, timestamp_ms: { N: '2' } },
      ConditionExpression: 'attribute_not_exists(#order) OR #order <= :order',
      ExpressionAttributeNames: { '#order': 'timestamp_ms' },
      ExpressionAttributeValues: { ':order': { N: '2' } },
    });
  });

  it('reports a failure for a later try', async () => {
    const { client } = scriptedDynamo([throttled()]);

    await expect(dynamoProjectionWriter(client, 'dev').write([entry('a')])).rejects.toMatchObject({
      retry: 'retry',
      code: 'DYNAMODB_FAILED',
      message: 'DynamoDB: batch write: ProvisionedThroughputExceededException slow down',
    });
  });
});
