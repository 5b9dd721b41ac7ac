import { describe, expect, test } from 'vitest';
import { checkMarketFeed } from '../../../../functions/health/api/check-market-feed.ts';
import { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import { TransientError } from '../../../../shared/errors.ts';
import { FEED_LEASE_KEY, type FeedLease } from '../../../../shared/market/feed-lease.ts';
import { activeStrategy, healthServices, MARKET_HOURS } from '../../../support/health.ts';

const NIGHT = Date.parse('2026-03-02T16:00:00.000Z');
const SUNDAY = Date.parse('2026-03-01T05:00:00.000Z');

const lease = (change: Partial<FeedLease> = {}, at = MARKET_HOURS): FeedLease => ({
  ...FEED_LEASE_KEY,
  ...{ holder: 'relay-1', host: 'relay', term: 7, beat: 12, released: false, version: 90, write: 'w' },
  ...{
    state: 'live',
    message: '2 instruments',
    ticks: 1_000,
    subscribed: 2,
    conflated: 3,
    refused: ['NSE:INFY'],
  },
  ...{ sockets: 1, unsent_ms: 0 },
  last_tick_at: new Date(at - 1_000).toISOString(),
  heartbeat_at: new Date(at - 5_000).toISOString(),
  until: new Date(at).toISOString(),
  ...change,
});

const report = ({
  host,
  state,
  message,
  heartbeat_at,
  last_tick_at,
  subscribed,
  conflated,
  refused,
}: FeedLease) => ({
  ...{ host, state, message, heartbeat_at, last_tick_at, subscribed, conflated, refused },
});

const ask = (item: object | undefined, now = MARKET_HOURS, isLive = true) => {
  const tables = new MemoryTables();
  if (item !== undefined) tables.put('controls', { ...item });
  const strategies = Promise.resolve([activeStrategy('a', [1])]);
  return checkMarketFeed(healthServices({ tables, hasFeed: true, isLive }), strategies, now);
};

describe('the check of the market feed', () => {
  test('says what the holder of the lease reports', async () => {
    expect(await ask(lease())).toEqual({ needed: true, ok: true, ...report(lease()) });
  });

  test.each(['no_session', 'token_refused', 'silent', 'publish_failing'] as const)(
    'fails for a feed whose state is %s',
    async (state) => {
      const { ok, problem, message } = await ask(lease({ state, message: 'log in' }));

      expect([ok, problem, message]).toEqual([false, `FEED_${state.toUpperCase()}`, 'log in']);
    },
  );

  test('fails for a feed that has not reported for a minute', async () => {
    const stopped = lease({ heartbeat_at: new Date(MARKET_HOURS - 60_001).toISOString() });

    expect(await ask(stopped)).toMatchObject({
      needed: true,
      ok: false,
      problem: 'FEED_STOPPED',
      host: 'relay',
    });
  });

  test('passes for a feed that rests while the market is closed, and fails once it is open', async () => {
    const resting = lease({ state: 'closed', released: true }, NIGHT - 3_600_000);

    expect(await ask(resting, NIGHT)).toMatchObject({ needed: false, ok: true, state: 'closed' });
    expect(await ask({ ...resting }, MARKET_HOURS + 2 * 86_400_000)).toMatchObject({
      needed: true,
      ok: false,
    });
  });

  test.each([
    ['at night', NIGHT, true],
    ['on a Sunday', SUNDAY, true],
    ['in a market in event time', MARKET_HOURS, false],
  ])('says that the feed has never run, which is no failure %s', async (_, now, isLive) => {
    expect(await ask(undefined, now, isLive)).toEqual({
      needed: false,
      ok: false,
      problem: 'FEED_NEVER_RAN',
    });
  });

  test('fails for a malformed lease', async () => {
    expect(await ask({ ...lease(), term: 'seven' })).toMatchObject({
      ok: false,
      problem: 'FEED_LEASE_MALFORMED',
    });
  });

  test('needs no feed for strategies that are not active', async () => {
    const services = healthServices({ hasFeed: true });
    const strategies = Promise.resolve([{ ...activeStrategy('a', [1]), is_active: false }]);

    expect(await checkMarketFeed(services, strategies, MARKET_HOURS)).toMatchObject({ needed: false });
  });

  test('reports a failed read by its code', async () => {
    const failures: string[] = [];
    const services = healthServices({
      hasFeed: true,
      onFailure: (check, broker) => failures.push(`${check} ${broker}`),
    });
    const strategies = Promise.reject(new TransientError('DYNAMO_FAILED', 'timeout'));

    expect(await checkMarketFeed(services, strategies, MARKET_HOURS)).toEqual({
      ...{ needed: true, ok: false, problem: 'DYNAMO_FAILED' },
    });
    expect(failures).toEqual(['market_feed shared']);
  });
});
