import { afterEach, expect, test } from 'vitest';
import { packaged } from './support/packaged.ts';
import { type PackagedFunction, startPackagedFunction } from './support/packaged-function.ts';

/** A Thursday, ten in the morning in India. */
const OPEN = '2026-11-26T04:30:00Z';
const CONTEXT = { functionName: 'market-hours' };

let zip: PackagedFunction;
afterEach(() => zip.close());

const start = async (MARKET_CLOCK: string): Promise<void> => {
  zip = await startPackagedFunction(packaged, 'market-hours', {
    ...{ awsEndpoint: 'http://127.0.0.1:9', kafkaBrokers: '127.0.0.1:9', routes: {} },
    variables: { MARKET_CLOCK },
  });
};

test('the zip of market-hours counts zero for the readers of ticks and the feed, while NSE trades', async () => {
  await start('wall');

  await zip.invoke({ at: '2026-11-26T14:30:00Z' }, CONTEXT);
  expect(zip.output()).toBe('');
  await zip.invoke({ at: OPEN }, CONTEXT);

  const lines = zip.output().trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { service: 'price-recorder', records: 0 },
    { service: 'strategy-runner', records: 0 },
    { service: 'market-feed', FeedHeartbeat: 0 },
  ]);
}, 120_000);

test('the zip of market-hours counts nothing in a deployment whose market has its own time', async () => {
  await start('event');

  await zip.invoke({ at: OPEN }, CONTEXT);

  expect(zip.output()).toBe('');
}, 120_000);
