import { describe, expect, it } from 'vitest';
import { accountOf, feedWorld, MONDAY, strategyOf, tickOf } from './world.ts';

const RELIANCE = 738_561;
const INFY = 408_065;
const SBIN = 779_521;

/** A world in which `script` runs, with one strategy on Reliance and a tick of it every second. */
const play = async <T>(
  script: (world: ReturnType<typeof feedWorld>) => Promise<T>,
  { startsAt = MONDAY, ticks = true } = {},
): Promise<T> => {
  const world = feedWorld(startsAt);
  world.tables.strategies = [strategyOf('one', [RELIANCE])];
  let isOver = false;
  const market = async (): Promise<void> => {
    for (let n = 1; ticks && !isOver; n += 1) {
      world.kite.send([tickOf(RELIANCE, startsAt + world.virtual.now(), 1_000 + (n % 7) / 20, n)]);
      await world.virtual.sleep(1_000);
    }
  };
  const work = script(world).finally(() => {
    isOver = true;
  });
  return world.virtual.run(Promise.all([work, market()]).then(([result]) => result));
};

describe('the market feed', () => {
  it('publishes the ticks of an active strategy within seconds of its start, keyed by instrument', async () => {
    const { topic, lease, end } = await play(async ({ virtual, start, ...world }) => {
      const run = start();
      await virtual.sleep(3_000);
      run.stop();
      return { ...world, end: await run.ended };
    });

    expect(end).toBe('stopped');
    expect(topic.records.length).toBeGreaterThanOrEqual(2);
    expect(new Set(topic.records.map(({ key }) => key))).toEqual(new Set([String(RELIANCE)]));
    expect(lease.stored).toMatchObject({
      state: 'live',
      released: true,
      message: '1 instruments are subscribed',
    });
  });

  it('ends when its sockets have left, because Lambda freezes what goes on after a run', async () => {
    const left = await play(async ({ virtual, start, kite }) => {
      kite.leaveMs = 1_500;
      const run = start();
      await virtual.sleep(3_000);
      run.stop();
      await run.ended;
      return kite.left;
    });

    expect(left).toBe(1);
  });

  it('subscribes what a strategy names within seconds of its change, and drops what is unused', async () => {
    const seen = await play(async ({ virtual, start, kite, tables }) => {
      const run = start();
      await virtual.sleep(3_000);
      const [ticker] = kite.tickers;
      tables.strategies = [strategyOf('one', [INFY])];
      await virtual.sleep(2_500);
      const changed = [...(ticker?.wanted.keys() ?? [])];
      tables.accounts = [accountOf('paper', [{ instrument_token: SBIN, quantity: 5 }])];
      await virtual.sleep(12_500);
      run.stop();
      await run.ended;
      return { changed, after: [...(ticker?.wanted.keys() ?? [])] };
    });

    expect(seen).toEqual({ changed: [INFY], after: [SBIN, INFY] });
  });

  it('stays subscribed while the tables cannot be read', async () => {
    const wanted = await play(async ({ virtual, start, kite, tables }) => {
      const run = start();
      await virtual.sleep(3_000);
      tables.isDown = true;
      tables.strategies = [];
      await virtual.sleep(10_000);
      const [ticker] = kite.tickers;
      run.stop();
      await run.ended;
      expect(run.logs).toContain('! subscriptions stay as they are');
      return [...(ticker?.wanted.keys() ?? [])];
    });

    expect(wanted).toEqual([RELIANCE]);
  });

  it('says how to log in without a session, and publishes seconds after a login', async () => {
    await play(async ({ virtual, start, login, lease, topic }) => {
      const session = login.found;
      login.found = { kind: 'none', problem: 'AB1234 has not logged in; log in: npm run cli -- login' };
      const run = start();
      await virtual.sleep(12_000);
      expect(lease.stored).toMatchObject({
        state: 'no_session',
        message: 'no session at Zerodha: AB1234 has not logged in; log in: npm run cli -- login',
      });
      expect(run.metrics.at(-1)).toMatchObject({ FeedNeedsLogin: 1, FeedHeartbeat: 1 });

      login.found = session;
      await virtual.sleep(5_000);

      expect(topic.records.length).toBeGreaterThan(0);
      expect(lease.stored?.state).toBe('live');
      run.stop();
      await run.ended;
    });
  });

  it('asks for a login when Kite refuses the token in mid-session, and resumes with the next one', async () => {
    await play(async ({ virtual, start, login, lease, kite, topic }) => {
      const run = start();
      await virtual.sleep(3_000);
      kite.token = 'token-2';
      await virtual.sleep(12_000);
      expect(lease.stored).toMatchObject({
        state: 'token_refused',
        message:
          'Kite refuses the access token, which another login or a logout has ended; log in: npm run cli -- login',
      });
      expect(run.metrics.at(-1)).toMatchObject({ FeedNeedsLogin: 1 });
      expect(kite.opened).toBe(1);
      const before = topic.records.length;

      login.found = { kind: 'session', apiKey: 'key', accessToken: 'token-2' };
      await virtual.sleep(5_000);

      expect(kite.opened).toBe(2);
      expect(topic.records.length).toBeGreaterThan(before);
      expect(lease.stored?.state).toBe('live');
      run.stop();
      await run.ended;
    });
  });

  it('reports silence after thirty seconds without a tick in market hours', async () => {
    await play(
      async ({ virtual, start, lease }) => {
        const run = start();
        await virtual.sleep(25_000);
        expect(lease.stored?.state).toBe('live');
        await virtual.sleep(16_000);

        expect(lease.stored?.state).toBe('silent');
        expect(lease.stored?.message).toMatch(
          /^no tick for \d+ s while a market is open; 1 instruments are subscribed$/,
        );
        expect(run.metrics.map(({ FeedSilence }) => FeedSilence)).toEqual([0, 0, 1, 1]);
        expect(run.logs.at(-1)).toMatch(/^! feed: no tick for 30 s/);
        run.stop();
        await run.ended;
      },
      { ticks: false },
    );
  });

  it('counts a storm of reconnections, says why it is not connected, and goes on', async () => {
    await play(async ({ virtual, start, lease, kite, topic }) => {
      const run = start();
      await virtual.sleep(2_000);
      kite.isReachable = false;
      for (let n = 0; n < 20; n += 1) {
        for (const ticker of kite.tickers) ticker.reconnects += 1;
        await virtual.sleep(1_000);
      }
      expect(lease.stored).toMatchObject({
        state: 'connecting',
        message: 'connecting to Kite for 1 instruments: the connection was closed',
      });
      const before = topic.records.length;
      kite.isReachable = true;
      await virtual.sleep(10_000);

      expect(topic.records.length).toBeGreaterThan(before);
      const reconnects = run.metrics.reduce((sum, { FeedReconnects }) => sum + FeedReconnects, 0);
      expect(reconnects).toBe(20);
      run.stop();
      await run.ended;
    });
  });

  it('sends a refused batch again with the same ids, and conflates meanwhile', async () => {
    await play(async ({ virtual, start, kite, topic, lease }) => {
      const run = start();
      await virtual.sleep(2_000);
      const before = topic.ids().length;
      topic.failures = 6;
      for (let n = 0; n < 90; n += 1) {
        kite.send([tickOf(RELIANCE, MONDAY + virtual.now(), 2_000 + n, 10_000 + n)]);
        await virtual.sleep(100);
      }
      await virtual.sleep(3_000);

      const ids = topic.ids().slice(before);
      expect(new Set(ids).size).toBeLessThan(ids.length);
      const last = topic.records.filter(({ value }) => String(value).includes('"last_price":2089'));
      expect(last.length).toBe(1);
      expect(lease.stored?.conflated).toBeGreaterThan(10);
      expect(run.logs).toContain('! Kafka does not take ticks: no broker answers');
      expect(run.logs).toContain('Kafka takes ticks again');
      run.stop();
      await run.ended;
    });
  });

  it('hands over to a run that is connected, and returns when that run publishes', async () => {
    await play(async ({ virtual, start, lease, topic }) => {
      const first = start({ endsInMs: 60_000 });
      await virtual.sleep(5_000);
      const second = start({ endsInMs: 60_000 });

      expect(await first.ended).toBe('relieved');
      expect(virtual.now()).toBeLessThan(12_000);
      await virtual.sleep(12_000);
      second.stop();
      await second.ended;

      expect(lease.stored).toMatchObject({ holder: 'run-2', term: 2 });
      const metrics = second.metrics.filter(({ FeedHandovers }) => FeedHandovers > 0);
      expect(metrics).toMatchObject([{ FeedHandovers: 1, FeedHandoverGapMs: 0 }]);
      const times = topic.records.map(({ value }) => JSON.parse(String(value)).data.timestamp);
      expect(new Set(times).size).toBeGreaterThanOrEqual(20);
    });
  });

  it('continues without a successor until its time ends, and releases its lease', async () => {
    await play(async ({ virtual, start, lease }) => {
      const run = start({ endsInMs: 30_000 });

      expect(await run.ended).toBe('time');
      expect(virtual.now()).toBeLessThan(31_000);
      expect(lease.stored).toMatchObject({ released: true, unsent_ms: 0 });
    });
  });

  it('measures the gap that no run received', async () => {
    await play(async ({ virtual, start }) => {
      const first = start({ followsCalendar: true });
      await virtual.sleep(5_500);
      first.kill();
      await virtual.sleep(60_000);
      const second = start({ followsCalendar: true });
      await virtual.sleep(20_000);
      second.stop();
      await second.ended;

      const gap = Math.max(...second.metrics.map(({ FeedHandoverGapMs }) => FeedHandoverGapMs));
      expect(gap).toBeGreaterThan(59_000);
      expect(gap).toBeLessThan(63_000);
    });
  });

  it('writes no heartbeat while it cannot renew its lease, so that the alarm on heartbeats rings', async () => {
    await play(async ({ virtual, start, lease }) => {
      const run = start();
      await virtual.sleep(14_500);
      lease.isDown = true;
      await virtual.sleep(20_000);
      const before = run.metrics.length;
      await virtual.sleep(60_000);
      expect(run.metrics).toHaveLength(before);

      lease.isDown = false;
      await virtual.sleep(15_000);
      expect(run.metrics.length).toBeGreaterThan(before);
      run.stop();
      await run.ended;
    });
  });

  it('takes its lease back after a failure of DynamoDB, without a tick lost', async () => {
    await play(async ({ virtual, start, lease, topic }) => {
      const run = start();
      await virtual.sleep(4_500);
      lease.isDown = true;
      await virtual.sleep(10_000);
      const silent = topic.batches.filter(({ at }) => at > 11_000 && at < 14_000);
      lease.isDown = false;
      await virtual.sleep(5_500);
      run.stop();
      await run.ended;

      const volumes = topic.records.map(({ value }) => JSON.parse(String(value)).data.volume_traded);
      expect(silent).toEqual([]);
      expect(volumes).toEqual(volumes.map((_, place) => volumes[0] + place));
      expect(volumes.length).toBeGreaterThanOrEqual(18);
      expect(lease.stored?.term).toBe(1);
    });
  });

  it('gives its lease back when it fails, and renews it no more', async () => {
    await play(async ({ virtual, start, lease }) => {
      const failing = start({
        writeMetrics: () => {
          throw new Error('the output is closed');
        },
      });

      await expect(failing.ended).rejects.toThrow('the output is closed');
      const { stored } = lease;
      await virtual.sleep(3_000);

      expect(stored).toMatchObject({ holder: 'run-1', released: true });
      expect(lease.stored).toEqual(stored);
    });
  });
});
