import { ConditionalCheckFailedException, type PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoProjectionWriter } from '../../../shared/dynamo/projection-writer.ts';
import type { EmitProjection } from '../../../shared/kernel/stage.ts';
import { scriptedDynamo } from '../../support/scripted-dynamo.ts';

const entry = (entry_id: string): EmitProjection => ({
  kind: 'projection',
  table: 'journal',
  item: { correlation_id: 'story', entry_id },
});

const price: EmitProjection = {
  kind: 'projection',
  table: 'instruments',
  item: { instrument_token: 1, timestamp_ms: 2, gone: undefined },
  orderedBy: 'timestamp_ms',
};

const overtaken = (): Error => new ConditionalCheckFailedException({ message: 'older', $metadata: {} });

const throttled = (): Error =>
  Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' });

describe('dynamoProjectionWriter', () => {
  it('puts an immutable item without a condition', async () => {
    const { client, inputs } = scriptedDynamo([{}]);

    await dynamoProjectionWriter(client, 'dev').write([entry('a')]);

    expect(inputs).toEqual([
      { TableName: 'dev-journal', Item: { correlation_id: { S: 'story' }, entry_id: { S: 'a' } } },
    ]);
  });

  it('puts an ordered item on the condition that no newer one is stored', async () => {
    const { client, inputs } = scriptedDynamo([{}]);

    await dynamoProjectionWriter(client, 'dev').write([price]);

    expect(inputs).toEqual([
      {
        TableName: 'dev-instruments',
        Item: { instrument_token: { N: '1' }, timestamp_ms: { N: '2' } },
        ConditionExpression: 'attribute_not_exists(#order) OR #order <= :order',
        ExpressionAttributeNames: { '#order': 'timestamp_ms' },
        ExpressionAttributeValues: { ':order': { N: '2' } },
      },
    ]);
  });

  it('skips an ordered item if a newer one is stored', async () => {
    const { client } = scriptedDynamo([overtaken()]);

    await expect(dynamoProjectionWriter(client, 'dev').write([price])).resolves.toBeUndefined();
  });

  it('writes every item of a large batch once', async () => {
    const { client, inputs } = scriptedDynamo([{}]);
    const ids = Array.from({ length: 500 }, (_, n) => String(n));

    await dynamoProjectionWriter(client, 'dev').write(ids.map(entry));

    const written = (inputs as readonly PutItemCommandInput[]).map(({ Item }) => Item?.entry_id?.S);
    expect(written.toSorted()).toEqual(ids.toSorted());
  });

  it('reports a failure as retryable', async () => {
    const { client } = scriptedDynamo([throttled()]);

    await expect(dynamoProjectionWriter(client, 'dev').write([entry('a')])).rejects.toMatchObject({
      retry: 'retry',
      code: 'DYNAMODB_FAILED',
      message: 'DynamoDB: write to journal: ProvisionedThroughputExceededException slow down',
    });
  });
});
