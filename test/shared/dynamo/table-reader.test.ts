import { describe, expect, it } from 'vitest';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { scriptedDynamo } from '../../support/scripted-dynamo.ts';

const key = (token: number) => ({ instrument_token: { N: String(token) } });

const answer = (read: readonly number[], left: readonly number[]) => ({
  Responses: { 'dev-instruments': read.map(key) },
  UnprocessedKeys: left.length === 0 ? {} : { 'dev-instruments': { Keys: left.map(key) } },
});

const KEYS = [1, 2, 3].map((instrument_token) => ({ instrument_token }));

describe('dynamoTableReader', () => {
  it('requests unprocessed keys again', async () => {
    const { client, inputs } = scriptedDynamo([answer([1], [2, 3]), answer([3], [2]), answer([2], [])]);

    const items = await dynamoTableReader(client, 'dev').getMany('instruments', KEYS);

    expect(items.map((item) => item.instrument_token).toSorted()).toEqual([1, 2, 3]);
    const asked = (tokens: readonly number[]) => ({
      RequestItems: { 'dev-instruments': { Keys: tokens.map(key), ConsistentRead: true } },
    });
    expect(inputs).toEqual([asked([1, 2, 3]), asked([2, 3]), asked([2])]);
  });

  it('fails as retryable if DynamoDB leaves keys unprocessed repeatedly', async () => {
    const { client, inputs } = scriptedDynamo([answer([], [1, 2, 3])]);

    await expect(dynamoTableReader(client, 'dev').getMany('instruments', KEYS)).rejects.toMatchObject({
      name: 'TransientError',
      code: 'DYNAMODB_THROTTLED',
      message: 'DynamoDB left keys of instruments unread 8 times',
    });
    expect(inputs).toHaveLength(8);
  });

  it('reads consistently, so that a stage sees the latest write of another', async () => {
    const { client, inputs } = scriptedDynamo([{ Items: [] }]);
    const reader = dynamoTableReader(client, 'dev');

    await reader.get('instruments', { instrument_token: 1 });
    await reader.query('journal', 'story');
    await reader.scan('strategies');

    expect(inputs).toEqual([1, 2, 3].map(() => expect.objectContaining({ ConsistentRead: true })));
  });

  it.each(['1E+100', '123456789012345678901234567890', '-1E+99'])(
    'reads %s, which only a user can have written, as a number',
    async (N) => {
      const { client } = scriptedDynamo([{ Items: [{ strategy_id: { S: 'a' }, version: { N } }] }]);

      const items = await dynamoTableReader(client, 'dev').scan('strategies');

      expect(items).toEqual([{ strategy_id: 'a', version: Number(N) }]);
      expect(() => JSON.stringify(items)).not.toThrow();
    },
  );
});
