import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FEED_LEASE_KEY, type FeedLease, feedLease } from '../../shared/market/feed-lease.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../support/aws.ts';
import { eventually } from '../support/eventually.ts';
import { FeedHostCloud, startFeedHost } from '../support/feed-host.ts';
import { activeStrategy } from '../support/health.ts';
import { packaged } from './support/packaged.ts';
import { environmentOf, startPackagedFunction } from './support/packaged-function.ts';

/** No broker: without a session the feed has no tick to publish. */
const NO_KAFKA = '127.0.0.1:9';

let aws: AwsUnderTest;

beforeAll(async () => {
  aws = await awsUnderTest();
  const strategy = marshall(activeStrategy('one', [738_561]));
  await aws.client.send(new PutItemCommand({ TableName: `${TEST_PREFIX}-strategies`, Item: strategy }));
});
afterAll(() => aws.close());

const readLease = async (): Promise<FeedLease | undefined> => {
  const { Item } = await aws.client.send(
    new GetItemCommand({ TableName: `${TEST_PREFIX}-controls`, Key: marshall(FEED_LEASE_KEY) }),
  );
  return Item && feedLease.parse(unmarshall(Item));
};

test('the zip of the market feed holds the lease on Lambda, asks for a login, and gives the lease back', async () => {
  const zip = await startPackagedFunction(packaged, 'market-feed', {
    awsEndpoint: aws.endpoint,
    kafkaBrokers: NO_KAFKA,
    routes: {},
    // The reserve of a run, and some seconds.
    timeoutMs: 35_000,
  });

  await zip.invoke({}, { functionName: 'market-feed', awsRequestId: 'request' });

  expect(await readLease()).toMatchObject({ host: 'relay', state: 'no_session', released: true });
  expect(zip.output()).toContain('"FeedNeedsLogin":1');
  await zip.close();
}, 120_000);

test('the same zip runs as a process on the edge instance, and takes the lease over', async () => {
  const variables = environmentOf(packaged, 'market-feed', NO_KAFKA);
  const cloud = new FeedHostCloud(await readFile(join(packaged.folder, 'market-feed.zip')), {
    ...variables,
    FEED_HOST: 'edge',
  });
  await cloud.listen();
  const before = await readLease();
  const run = startFeedHost(cloud, { AWS_ENDPOINT_URL: aws.endpoint });
  const held = await eventually(
    () => `the edge holds the lease: ${run.output()}`,
    async () => {
      const lease = await readLease();
      return lease?.host === 'edge' && !lease.released ? lease : undefined;
    },
  );

  run.child.kill('SIGTERM');

  expect(await run.code).toBe(0);
  expect(held.term).toBeGreaterThan(before?.term ?? 0);
  expect(await readLease()).toMatchObject({ host: 'edge', released: true });
  expect(cloud.lines.join('\n')).toContain('"FeedHeartbeat"');
  await cloud.close();
}, 120_000);
