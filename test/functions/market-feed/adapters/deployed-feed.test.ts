import { createServer } from 'node:http';
import { Logger } from '@aws-lambda-powertools/logger';
import { expect, it, onTestFinished, vi } from 'vitest';
import { deployedFeed } from '../../../../functions/market-feed/adapters/deployed-feed.ts';
import { metricLines } from '../../../../functions/market-feed/adapters/metric-lines.ts';
import { MetricCounts } from '../../../../functions/market-feed/metric-counts.ts';
import { FEED_METRICS } from '../../../../functions/market-feed/metrics.ts';

const ENVIRONMENT = {
  STAGE: 'local',
  TABLE_PREFIX: 'test',
  KAFKA_BROKERS: 'b:9092',
  AWS_REGION: 'ap-south-1',
  JWT_PUBLIC_SECRET_ID: 'public',
  SESSION_SECRET_ID: 'sessions',
  ZERODHA_SECRET_ID: 'app',
  ZERODHA_USER_IDS: 'AB1234',
  FEED_HOST: 'edge',
};

it('names each run differently, and ends it when its host says', () => {
  const feed = deployedFeed(ENVIRONMENT, new Logger());
  const { signal } = new AbortController();

  const [process, run] = [feed.dependencies(signal), feed.dependencies(signal, 60_000)];

  expect(process.self).toMatch(/^edge-/);
  expect(process.self).not.toBe(run.self);
  expect(process.endsAt).toBeUndefined();
  expect(run.endsAt).toBeGreaterThan(run.time.elapsed() + 50_000);
  expect(process.followsCalendar).toBe(true);
});

it.each([
  ['another host', { FEED_HOST: 'moon' }, 'FEED_HOST is "moon"'],
  ['no key of sessions', { SESSION_SECRET_ID: undefined }, 'SESSION_SECRET_ID is missing'],
  [
    'another ticker on a deployed stage',
    { STAGE: 'dev', KAFKA_AUTH: 'tls', KITE_TICKER_URL: 'ws://x' },
    'KITE_TICKER_URL',
  ],
])('does not start with %s', (_, changes, problem) => {
  expect(() => deployedFeed({ ...ENVIRONMENT, ...changes }, new Logger())).toThrow(problem);
});

it('asks once for the lease, because a second write would meet the first one', async () => {
  let requests = 0;
  const server = createServer((request) => {
    requests += 1;
    request.socket.destroy();
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const dynamo = {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  for (const [name, value] of Object.entries(dynamo)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());

  const { lease } = deployedFeed({ ...ENVIRONMENT, ...dynamo }, new Logger()).dependencies(
    new AbortController().signal,
  );

  await expect(lease.read()).rejects.toThrow();
  expect(requests).toBe(1);
});

it('writes each metric with its unit in one line', () => {
  const lines: string[] = [];
  const write = metricLines('AlphaPanda/dev', { now: () => 7, write: (line) => lines.push(line) });
  const counts = new MetricCounts();
  counts.handedOver();
  counts.gap(30);
  counts.gap(20);
  const now = { refused: 2, isSilent: false, needsLogin: true };

  write(counts.take({ ticks: 5, conflated: 1, unknownPackets: 0, reconnects: 1 }, now));
  write(counts.take({ ticks: 9, conflated: 1, unknownPackets: 0, reconnects: 1 }, now));

  const [first, second] = lines.map((line) => JSON.parse(line));
  expect(lines.every((line) => line.endsWith('\n'))).toBe(true);
  expect(first).toMatchObject({
    service: 'market-feed',
    FeedTicks: 5,
    FeedConflated: 1,
    FeedHandovers: 1,
    FeedHandoverGapMs: 30,
    FeedRefusedInstruments: 2,
    FeedNeedsLogin: 1,
  });
  expect(second).toMatchObject({ FeedTicks: 4, FeedConflated: 0, FeedHandovers: 0, FeedHandoverGapMs: 0 });
  const [{ Namespace, Metrics }] = first._aws.CloudWatchMetrics;
  expect(Namespace).toBe('AlphaPanda/dev');
  expect(Metrics).toEqual(Object.entries(FEED_METRICS).map(([Name, { unit }]) => ({ Name, Unit: unit })));
});
