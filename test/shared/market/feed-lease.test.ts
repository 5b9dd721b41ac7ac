import { expect, it } from 'vitest';
import { FEED_LEASE_KEY, feedLease } from '../../../shared/market/feed-lease.ts';

const LEASE = {
  ...FEED_LEASE_KEY,
  holder: 'relay-1',
  host: 'relay',
  term: 3,
  beat: 12,
  released: false,
  until: '2026-11-23T04:30:05.000Z',
  heartbeat_at: '2026-11-23T04:30:00.000Z',
  version: 40,
  write: 'relay-1#14',
  state: 'silent',
  message: 'no tick for 31 s while a market is open',
  ticks: 3,
  last_tick_at: '2026-11-23T04:29:29.000Z',
  subscribed: 2,
  conflated: 0,
  refused: [],
  sockets: 1,
  unsent_ms: 0,
};

it('reads the lease that a run has written', () => {
  expect(feedLease.parse(LEASE)).toEqual(LEASE);
});

it.each([
  ['another state', { state: 'asleep' }],
  ['a term of zero', { term: 0 }],
  ['a word for a time', { heartbeat_at: 'now' }],
  ['more than twenty names', { refused: Array.from({ length: 21 }, (_, n) => `token ${n}`) }],
])('refuses %s', (_, changes) => {
  expect(feedLease.safeParse({ ...LEASE, ...changes }).success).toBe(false);
});
