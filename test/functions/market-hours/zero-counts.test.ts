import { expect, test } from 'vitest';
import { expectedMetrics, zeroCounts } from '../../../functions/market-hours/zero-counts.ts';

const deployed = {
  namespace: 'AlphaPanda/dev',
  pollerHours: 'nse',
  expected: expectedMetrics.parse('price-recorder:records,market-feed:FeedHeartbeat'),
} as const;

test('counts zero for each expected metric in an open market, at the minute of the event', () => {
  const lines = zeroCounts({ at: '2026-11-26T04:30:00Z' }, deployed).map((line) => JSON.parse(line));

  const metric = (name: string) => ({
    Timestamp: Date.parse('2026-11-26T04:30:00Z'),
    CloudWatchMetrics: [
      { Namespace: 'AlphaPanda/dev', Dimensions: [['service']], Metrics: [{ Name: name, Unit: 'Count' }] },
    ],
  });
  expect(lines).toEqual([
    { _aws: metric('records'), service: 'price-recorder', records: 0 },
    { _aws: metric('FeedHeartbeat'), service: 'market-feed', FeedHeartbeat: 0 },
  ]);
});

test('writes nothing in a closed market', () => {
  expect(zeroCounts({ at: '2026-11-26T14:30:00Z' }, deployed)).toEqual([]);
});

test.each([{}, { at: 'now' }, { at: '2026-11-26T04:30:00Z', more: 1 }])('refuses the event %j', (event) => {
  expect(() => zeroCounts(event, deployed)).toThrow();
});

test.each(['', 'records', 'a:b,', 'a:b;c:d'])('refuses the list of metrics "%s"', (list) => {
  expect(expectedMetrics.safeParse(list).success).toBe(false);
});
