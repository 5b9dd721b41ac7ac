import { randomUUID } from 'node:crypto';
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTables } from '../../../localstack/dev/init/tables.ts';
import { startEmbeddedAws } from '../../../localstack/engines/aws/embedded-aws.ts';

const PREFIX = `conformance-tx-${Date.now().toString(36)}`;
const TableName = `${PREFIX}-strategies`;
const JOURNAL = `${PREFIX}-journal`;

type Actions = NonNullable<TransactWriteItemsCommandInput['TransactItems']>;

const engine = async (): Promise<{ readonly endpoint: string; close(): Promise<void> }> => {
  const named = process.env.AWS_ENDPOINT_URL;
  return named === undefined
    ? startEmbeddedAws({ port: 0, stage: 'local' })
    : { endpoint: named, close: async () => {} };
};

const keyOf = (id: string) => ({ strategy_id: { S: id } });
const put = (id: string, count = 1) => ({
  Put: { TableName, Item: { ...keyOf(id), count: { N: String(count) } } },
});
const add = (id: string, amount: number) => ({
  TableName,
  Key: keyOf(id),
  UpdateExpression: 'ADD #count :amount',
  ExpressionAttributeNames: { '#count': 'count' },
  ExpressionAttributeValues: { ':amount': { N: String(amount) } },
});
const check = (id: string, count: number) => ({
  ConditionCheck: {
    TableName,
    Key: keyOf(id),
    ConditionExpression: '#count = :count',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':count': { N: String(count) } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  },
});

describe('TransactWriteItems', () => {
  let started: Awaited<ReturnType<typeof engine>>;
  let client: DynamoDBClient;

  const write = (TransactItems: Actions, ClientRequestToken?: string) =>
    client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
  const countOf = async (id: string): Promise<number | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: keyOf(id), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : Number(Item.count?.N);
  };
  const reasonsOf = async (actions: Actions) => {
    const thrown = await write(actions).catch((error: unknown) => error);
    if (!(thrown instanceof TransactionCanceledException)) throw thrown;
    return thrown.CancellationReasons ?? [];
  };
  /** Where two transactions meet at one item DynamoDB may cancel either: it is for its caller to try again. */
  const untilDone = async (effect: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        await effect();
        return;
      } catch (thrown) {
        if (!/TransactionConflict/.test(String(thrown))) throw thrown;
      }
    }
  };

  beforeAll(async () => {
    started = await engine();
    client = new DynamoDBClient({
      endpoint: started.endpoint,
      region: 'ap-south-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await createTables(client, PREFIX);
  });
  afterAll(async () => {
    client.destroy();
    await started.close();
  });

  it('makes all of its writes where its conditions hold', async () => {
    const [checked, written, updated, deleted] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await write([put(checked, 3), put(updated, 3), put(deleted, 3)]);

    await write([
      check(checked, 3),
      put(written, 7),
      { Update: add(updated, 2) },
      { Delete: { TableName, Key: keyOf(deleted) } },
    ]);

    expect(await Promise.all([checked, written, updated, deleted].map(countOf))).toEqual([
      3,
      7,
      5,
      undefined,
    ]);
  });

  it('writes nothing where one condition fails, and says which, with the item where that is asked for', async () => {
    const [checked, written, updated] = [randomUUID(), randomUUID(), randomUUID()];
    await write([put(checked, 3), put(updated, 3)]);

    const reasons = await reasonsOf([
      put(written),
      check(checked, 4),
      { Update: add(updated, 1) },
      {
        Put: {
          ...put(updated).Put,
          Item: keyOf(randomUUID()),
          ConditionExpression: 'attribute_exists(strategy_id)',
        },
      },
    ]);

    expect(reasons.map(({ Code }) => Code)).toEqual([
      'None',
      'ConditionalCheckFailed',
      'None',
      'ConditionalCheckFailed',
    ]);
    expect(reasons[1]?.Item).toEqual({ ...keyOf(checked), count: { N: '3' } });
    expect(reasons[3]?.Item).toBeUndefined();
    expect(await Promise.all([written, updated].map(countOf))).toEqual([undefined, 3]);
  });

  it('checks an item that is not there', async () => {
    const written = randomUUID();

    const [, reason] = await reasonsOf([put(written), check(randomUUID(), 1)]);

    expect(reason).toMatchObject({ Code: 'ConditionalCheckFailed' });
    expect(reason?.Item).toBeUndefined();
    expect(await countOf(written)).toBeUndefined();
  });

  it('keeps indexes with their items', async () => {
    const [trace, list] = [randomUUID(), randomUUID()];
    const entry = { correlation_id: { S: trace }, entry_id: { S: '1' } };
    const listed = async () => {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: JOURNAL,
          IndexName: 'by-list',
          KeyConditionExpression: 'list_id = :list',
          ExpressionAttributeValues: { ':list': { S: list } },
        }),
      );
      return Items;
    };

    await write([
      put(randomUUID()),
      { Put: { TableName: JOURNAL, Item: { ...entry, list_id: { S: list } } } },
    ]);
    expect(await listed()).toHaveLength(1);
    await write([put(randomUUID()), { Delete: { TableName: JOURNAL, Key: entry } }]);

    expect(await listed()).toEqual([]);
  });

  it('refuses two actions on one item, no action, more than a hundred, and a missing table', async () => {
    const id = randomUUID();
    const failures: readonly (readonly [Actions, string, RegExp])[] = [
      [[put(id), check(id, 1)], 'ValidationException', /multiple operations on one item/],
      [[{ ...put(id), ...check(randomUUID(), 1) }], 'ValidationException', /only contain one of/],
      [[], 'ValidationException', /greater than or equal to 1/],
      [
        Array.from({ length: 101 }, () => put(randomUUID())),
        'ValidationException',
        /less than or equal to 100/,
      ],
      [
        [put(id), { Delete: { TableName: `${PREFIX}-none`, Key: keyOf(id) } }],
        'ResourceNotFoundException',
        /./,
      ],
      [[put(id), { Delete: { TableName, Key: { other: { S: id } } } }], 'ValidationException', /key/],
    ];

    for (const [actions, name, message] of failures) {
      await expect(write(actions)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    }
    expect(await countOf(id)).toBeUndefined();
  });

  it('cancels where a value cannot be a key of the table or of its index', async () => {
    const wrongIndex = { correlation_id: { S: randomUUID() }, entry_id: { S: '1' }, list_id: { N: '1' } };
    const wrongKey = { strategy_id: { N: '1' } };
    const id = randomUUID();

    for (const Put of [
      { TableName, Item: wrongKey },
      { TableName: JOURNAL, Item: wrongIndex },
    ]) {
      expect((await reasonsOf([put(id), { Put }])).map(({ Code }) => Code)).toEqual([
        'None',
        'ValidationError',
      ]);
    }
    expect(await countOf(id)).toBeUndefined();
  });

  it('treats a repetition with the same token as done, even if the items have changed since', async () => {
    const [id, token] = [randomUUID(), randomUUID()];
    const first: Actions = [
      { Put: { ...put(id).Put, ConditionExpression: 'attribute_not_exists(strategy_id)' } },
    ];
    await write(first, token);
    await client.send(new UpdateItemCommand(add(id, 10)));

    await write(first, token);

    expect(await countOf(id)).toBe(11);
    await expect(write([put(id, 5)], token)).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
    expect(await countOf(id)).toBe(11);
  });

  it('remembers no token of a transaction that was cancelled', async () => {
    const [id, other, token] = [randomUUID(), randomUUID(), randomUUID()];
    const transaction = [check(id, 1), put(other)];
    await expect(write(transaction, token)).rejects.toThrow(TransactionCanceledException);
    await client.send(new PutItemCommand(put(id).Put));

    await write(transaction, token);

    expect(await countOf(other)).toBe(1);
  });

  it('loses no step beside transactions on the same items in another order, and beside single writes', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    await write([put(one, 0), put(two, 0)]);
    const rounds = Array.from({ length: 25 });

    await Promise.all([
      ...rounds.map(() => untilDone(() => write([{ Update: add(one, 1) }, { Update: add(two, -1) }]))),
      ...rounds.map(() => untilDone(() => write([{ Update: add(two, -1) }, { Update: add(one, 1) }]))),
      ...rounds.map(() => untilDone(() => client.send(new UpdateItemCommand(add(one, 100))))),
    ]);

    expect(await Promise.all([one, two].map(countOf))).toEqual([2_550, -50]);
  });

  it('lets exactly one of many that are made under one condition through', async () => {
    const [id, ...others] = Array.from({ length: 11 }, () => randomUUID());
    if (id === undefined) throw new Error('there are eleven');
    await write([put(id, 0)]);
    const attempt = async (other: string): Promise<boolean> => {
      const condition = { ConditionExpression: '#count = :zero' };
      const Update = { ...add(id, 1), ...condition };
      Update.ExpressionAttributeValues = { ...Update.ExpressionAttributeValues, ...{ ':zero': { N: '0' } } };
      try {
        await untilDone(() => write([put(other), { Update }]));
        return true;
      } catch {
        return false;
      }
    };

    const won = await Promise.all(others.map(attempt));

    expect(won.filter(Boolean)).toHaveLength(1);
    const written = await Promise.all(others.map(countOf));
    expect(written.filter((count) => count === 1)).toHaveLength(1);
  });
});
