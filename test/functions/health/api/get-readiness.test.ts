import { describe, expect, it } from 'vitest';
import { getReadiness } from '../../../../functions/health/api/get-readiness.ts';
import type { HealthServices } from '../../../../functions/health/api/services.ts';
import { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import { TransientError } from '../../../../shared/errors.ts';
import type { EventSource } from '../../../../shared/ports/event-sources.ts';
import { callRoute } from '../../../support/call-route.ts';
import { activeStrategy, eventSource, healthServices, MARKET_HOURS } from '../../../support/health.ts';
import { putPrice } from '../../../support/prices.ts';

const CLOSED = Date.parse('2026-03-02T16:00:00.000Z');

const ask = (change: Partial<HealthServices> = {}, now = MARKET_HOURS) =>
  callRoute(getReadiness, healthServices(change), { now });

const trading = (at: number, live = false): MemoryTables => {
  const tables = new MemoryTables();
  tables.put('strategies', activeStrategy('a', [1, 2], live));
  tables.put('strategies', { ...activeStrategy('b', [3]), is_active: false });
  putPrice(tables, 1, { price: 100, at: at - 60_000 });
  putPrice(tables, 2, { price: 100, at: at });
  putPrice(tables, 3, { price: 100, at: at + 5_000 });
  return tables;
};

const login = (tables: MemoryTables, expires: string): MemoryTables => {
  tables.put('sessions', {
    account_id: 'zerodha#DEMO01',
    user_id: 'DEMO01',
    session_id: '0b4c1c2e-6a4b-4d8e-9b57-3d0f8a1c7e42',
    state: 'active',
    expires_at: expires,
  });
  return tables;
};

const READY = { needed: true, ok: true };

describe('getReadiness', () => {
  it('is ready where all that is needed is there', async () => {
    const tables = login(trading(MARKET_HOURS - 1_000, true), '2026-03-03T00:30:00.000Z');

    const { status, body } = await ask({ tables, account: 'DEMO01' });

    const feed = { ...READY, newest_tick_at: '2026-03-02T04:29:59.000Z', age_ms: 1_000 };
    expect(status).toBe(200);
    expect(body).toEqual({
      ready: true,
      state: 'ready',
      checks: {
        paper: {
          kafka: READY,
          tables: READY,
          kill_switch: { ...READY, engaged: false },
          session: { needed: false, ok: true },
          feed,
          event_sources: { ...READY, stuck: [] },
        },
        zerodha: {
          kafka: READY,
          tables: READY,
          kill_switch: {
            needed: false,
            ok: false,
            problem: 'KILL_SWITCH',
            engaged: true,
            reason: expect.stringContaining('never been released'),
          },
          session: { ...READY, expires_at: '2026-03-03T00:30:00.000Z' },
          feed,
          event_sources: { ...READY, stuck: [] },
        },
      },
      market_feed: { needed: false, ok: false, problem: 'NOT_DEPLOYED' },
    });
  });

  it('is not ready if the market feed has to publish and does not', async () => {
    const { status, body } = await ask({ tables: trading(MARKET_HOURS), hasFeed: true });

    expect(status).toBe(503);
    expect(body).toMatchObject({
      state: 'not_ready',
      market_feed: { needed: true, ok: false, problem: 'FEED_NEVER_RAN' },
    });
  });

  it('shows a kill switch that a person engaged, which is no failure', async () => {
    const tables = trading(MARKET_HOURS);
    tables.put('controls', { broker: 'paper', control: 'kill_switch', engaged: true, reason: 'drill' });
    tables.put('controls', { broker: 'zerodha', control: 'kill_switch', engaged: false });

    const { status, body } = await ask({ tables });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      ready: true,
      checks: {
        paper: { kill_switch: { needed: false, ok: false, engaged: true, reason: 'drill' } },
        zerodha: { kill_switch: { ...READY, engaged: false } },
      },
    });
  });

  it('asks for the topics of each broker and the ticks, and tells a failure by its code alone', async () => {
    const asked: (readonly string[])[] = [];
    const failed: string[] = [];
    const check = async (topics: readonly string[]) => {
      asked.push(topics);
      if (topics.includes('paper.orders.filled')) {
        throw new TransientError('KAFKA_UNREACHABLE', 'connect ECONNREFUSED 10.0.0.7:9098');
      }
    };

    const { status, body } = await ask({
      topics: { check },
      onFailure: (name, broker) => failed.push(`${broker} ${name}`),
    });

    expect(status).toBe(503);
    expect(body).toMatchObject({
      ready: false,
      checks: {
        paper: { kafka: { needed: true, ok: false, problem: 'KAFKA_UNREACHABLE' } },
        zerodha: { kafka: READY },
      },
    });
    expect(JSON.stringify(body)).not.toContain('10.0.0.7');
    expect(failed).toEqual(['paper kafka']);
    expect(asked.map((topics) => topics.includes('market.ticks'))).toEqual([true, true]);
    expect(asked.flat()).toContain('zerodha.orders.submitted');
  });

  it('is not ready if tables cannot be read, for any error', async () => {
    const tables = new MemoryTables();
    tables.scan = () => Promise.reject(new Error('socket hang up'));

    const { status, body } = await ask({ tables });

    expect(status).toBe(503);
    expect(body).toMatchObject({
      checks: { paper: { tables: { ok: false, problem: 'FAILED' }, feed: { ok: false } } },
    });
    expect(JSON.stringify(body)).not.toContain('socket');
  });

  it('needs the login of the account that is traded live, while it lasts', async () => {
    const none = await ask({ account: 'DEMO01' });
    const over = await ask({
      account: 'DEMO01',
      tables: login(new MemoryTables(), new Date(MARKET_HOURS).toISOString()),
    });

    expect(none).toMatchObject({
      status: 503,
      body: {
        checks: {
          paper: { session: { needed: false, ok: true } },
          zerodha: { session: { needed: true, ok: false, problem: 'SESSION_NOT_FOUND' } },
        },
      },
    });
    expect(over).toMatchObject({
      status: 503,
      body: { checks: { zerodha: { session: { ok: false, problem: 'SESSION_EXPIRED' } } } },
    });
  });

  it('needs prices no older than anything is traded at, of what strategies run on', async () => {
    const fresh = await ask({ tables: trading(MARKET_HOURS - 15_000) });
    const old = await ask({ tables: trading(MARKET_HOURS - 15_001) });
    const none = new MemoryTables();
    none.put('strategies', activeStrategy('a', [1]));

    expect(fresh).toMatchObject({ status: 200, body: { checks: { paper: { feed: READY } } } });
    expect(old).toMatchObject({
      status: 503,
      body: { checks: { paper: { feed: { ok: false, problem: 'PRICES_TOO_OLD', age_ms: 15_001 } } } },
    });
    expect(await ask({ tables: none })).toMatchObject({
      status: 503,
      body: { checks: { paper: { feed: { ok: false, problem: 'NO_PRICES' } } } },
    });
  });

  it('says that it judges no prices in a year without a calendar', async () => {
    const monday = Date.parse('2031-06-16T06:30:00.000Z');

    expect(await ask({ tables: trading(monday - 3_600_000) }, monday)).toMatchObject({
      status: 200,
      body: { checks: { paper: { feed: { needed: false, ok: true, problem: 'NO_CALENDAR' } } } },
    });
  });

  it('judges no prices while the exchange is closed, in a simulated session, or where nothing is to be traded', async () => {
    const tables = trading(MARKET_HOURS - 3_600_000);
    const unjudged = { needed: false, ok: true };

    expect(await ask({ tables }, CLOSED)).toMatchObject({
      status: 200,
      body: { checks: { paper: { feed: unjudged } } },
    });
    expect(await ask({ tables, isLive: false })).toMatchObject({
      status: 200,
      body: { checks: { paper: { feed: { ...unjudged, age_ms: 3_600_000 } } } },
    });
    // No strategy is cleared for live.
    expect(await ask({ tables: trading(MARKET_HOURS) })).toMatchObject({
      body: { checks: { zerodha: { feed: unjudged } } },
    });
  });

  describe('of event source mappings', () => {
    const ofMappings = (...list: readonly EventSource[]) => ask({ eventSources: { list: async () => list } });

    it('is not ready while one does not go on, and says why; the other broker has nothing to do with it', async () => {
      const { status, body } = await ofMappings(
        eventSource('price-recorder'),
        eventSource('zerodha-risk-manager', { problem: 'zerodha.signals.raw-0 waits at offset 17' }),
      );

      expect(status).toBe(503);
      expect(body).toMatchObject({
        checks: {
          paper: { event_sources: { ...READY, stuck: [] } },
          zerodha: {
            event_sources: {
              needed: true,
              ok: false,
              problem: 'EVENT_SOURCES_STUCK',
              stuck: [
                {
                  function: 'zerodha-risk-manager',
                  topics: ['market.ticks'],
                  problem: 'zerodha.signals.raw-0 waits at offset 17',
                },
              ],
            },
          },
        },
      });
    });

    it('is not ready while one that serves both brokers is switched off, or none is there', async () => {
      const off = await ofMappings(eventSource('price-recorder', { state: 'Disabled' }));
      const none = await ofMappings({ ...eventSource('other'), functionName: 'of-another-service' });

      const stuck = [{ function: 'price-recorder', problem: 'it is Disabled' }];
      expect(off).toMatchObject({
        status: 503,
        body: { checks: { paper: { event_sources: { stuck } }, zerodha: { event_sources: { stuck } } } },
      });
      expect(none).toMatchObject({
        status: 503,
        body: { checks: { paper: { event_sources: { ok: false, problem: 'NO_EVENT_SOURCES' } } } },
      });
    });

    it('needs nothing of a broker that is not deployed, and asks nothing about it', async () => {
      const check = async (topics: readonly string[]) => {
        if (topics.some((topic) => topic.startsWith('zerodha.'))) throw new Error(topics.join());
      };

      expect(await ask({ brokers: ['paper'], topics: { check } })).toMatchObject({
        status: 200,
        body: {
          ready: true,
          checks: {
            paper: { kafka: { ok: true } },
            zerodha: { kafka: { needed: false, ok: false, problem: 'NOT_DEPLOYED' } },
          },
        },
      });
    });

    it('cuts a long cause', async () => {
      const { body } = await ofMappings(eventSource('price-recorder', { problem: 'x'.repeat(2_000) }));

      expect(body).toMatchObject({
        checks: { paper: { event_sources: { stuck: [{ problem: 'x'.repeat(500) }] } } },
      });
    });

    it("reports that Lambda's API failed, and stays ready", async () => {
      const list = () => Promise.reject(new TransientError('LAMBDA_API_UNREACHABLE', 'no way out'));

      expect(await ask({ eventSources: { list } })).toMatchObject({
        status: 200,
        body: {
          ready: true,
          checks: {
            paper: { event_sources: { needed: false, ok: false, problem: 'LAMBDA_API_UNREACHABLE' } },
          },
        },
      });
    });
  });
});
