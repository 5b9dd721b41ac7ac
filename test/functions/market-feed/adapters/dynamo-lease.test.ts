import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamoLease } from '../../../../functions/market-feed/adapters/dynamo-lease.ts';
import { toAttributes } from '../../../../shared/dynamo/attributes.ts';
import { FEED_LEASE_KEY, type FeedLease } from '../../../../shared/market/feed-lease.ts';
import type { Item } from '../../../../shared/ports/item.ts';
import { tableName } from '../../../../shared/ports/tables.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../../support/aws.ts';

const LEASE: FeedLease = {
  ...FEED_LEASE_KEY,
  holder: 'a',
  host: 'relay',
  term: 1,
  beat: 0,
  released: false,
  until: '2026-11-23T04:30:05.000Z',
  heartbeat_at: '2026-11-23T04:30:00.000Z',
  version: 1,
  write: 'a#1',
  state: 'live',
  message: '2 instruments are subscribed',
  ticks: 3,
  subscribed: 2,
  conflated: 0,
  refused: ['NSE:RELIANCE'],
  sockets: 1,
  unsent_ms: 12.5,
};

describe('the lease in DynamoDB', () => {
  let aws: AwsUnderTest;
  beforeAll(async () => {
    aws = await awsUnderTest();
  });
  afterAll(() => aws.close());

  const write = (item: Item) =>
    aws.client.send(
      new PutItemCommand({ TableName: tableName(TEST_PREFIX, 'controls'), Item: toAttributes(item) }),
    );
  beforeEach(() => write({ ...FEED_LEASE_KEY, note: 'no lease' }));

  it('is written once by two runs that have read the same item', async () => {
    const store = dynamoLease(aws.lean, TEST_PREFIX);
    const before = await store.read();

    const written = await Promise.all([
      store.put(LEASE, before),
      store.put({ ...LEASE, holder: 'b', write: 'b#1' }, before),
    ]);

    expect(written.toSorted()).toEqual([false, true]);
    expect((await store.read())?.kind).toBe('lease');
  });

  it('is read as it was written, and refuses a writer that has read an earlier version', async () => {
    const store = dynamoLease(aws.lean, TEST_PREFIX);
    await store.put(LEASE, await store.read());
    const first = await store.read();

    expect(first).toEqual({ kind: 'lease', lease: LEASE });
    expect(await store.put({ ...LEASE, beat: 1, version: 2 }, first)).toBe(true);
    expect(await store.put({ ...LEASE, beat: 7, version: 2 }, first)).toBe(false);
  });

  it('is told apart from an item that a user has changed, which a run can replace', async () => {
    await write({ ...LEASE, term: 'seven', version: 4.5 });
    const store = dynamoLease(aws.lean, TEST_PREFIX);

    const found = await store.read();

    expect(found?.kind).toBe('malformed');
    expect(await store.put(LEASE, found)).toBe(true);
  });
});
