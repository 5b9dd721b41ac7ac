import { expect, test } from 'vitest';
import { FEED_METRICS } from '../../../functions/market-feed/metrics.ts';
import { type FeedFacts, feedItems, METRICS_OF_FEED } from '../../../infra/cost/feed.ts';
import { PRICES } from '../../../infra/cost/prices.ts';

const RELAY: FeedFacts = { host: 'relay', memory: 512, starts: 96 };

const dollars = (feed: FeedFacts): number =>
  feedItems(feed).reduce((sum, { price, quantity }) => sum + quantity * PRICES[price].dollars, 0);

test('the relay runs for as long as it is connected, and a little more', () => {
  const [lambda] = feedItems(RELAY);
  const connected = 6.25 * 3_600 + 25 * 60;

  const seconds = (lambda?.quantity ?? 0) * 2;
  expect(seconds).toBeGreaterThan(connected * 21);
  expect(seconds).toBeLessThan(connected * 21 * 1.05);
});

test('the relay alone fits into the free tier of Lambda, which is 400,000 gigabyte-seconds', () => {
  expect(feedItems(RELAY)[0]?.quantity).toBeLessThan(400_000);
});

test('the edge instance runs the feed for less than the relay, and Fargate for more than the edge', () => {
  const fargate: FeedFacts = { host: 'fargate', cores: 0.25, memory: 512, hours: 15 };

  expect(dollars({ host: 'edge' })).toBeLessThan(dollars(RELAY));
  expect(dollars(fargate)).toBeGreaterThan(dollars({ host: 'edge' }));
});

test('a feed of your own costs nothing here', () => {
  expect(dollars({ host: 'none' })).toBe(0);
});

test('each metric of the feed is counted', () => {
  expect(METRICS_OF_FEED).toBe(Object.keys(FEED_METRICS).length);
});
