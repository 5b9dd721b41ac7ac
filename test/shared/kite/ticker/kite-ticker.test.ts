import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  fakeTicker,
  fullFrame,
  HEARTBEAT,
  INFY,
  MONDAY_TEN,
  nextSocket,
  openTicker,
  RELIANCE,
  TOKEN,
} from './support.ts';

describe('a subscription', () => {
  it('opens no connection before there are instruments', async () => {
    const { kite, timer } = fakeTicker();
    await timer.advance(60_000);
    expect(kite.sockets).toHaveLength(0);
  });

  it('sends credentials in the address and numeric tokens with their modes', async () => {
    const { ticker, timer, kite } = fakeTicker();
    ticker.subscribe(
      new Map([
        [RELIANCE, 'full'],
        [INFY, 'ltp'],
      ]),
    );
    await timer.advance(0);
    kite.last.events.opened();

    expect(kite.last.address.href).toBe(`wss://ws.kite.trade/?api_key=key1&access_token=${TOKEN}`);
    expect(kite.last.sent).toEqual([
      { a: 'subscribe', v: [RELIANCE, INFY] },
      { a: 'mode', v: ['full', [RELIANCE]] },
      { a: 'mode', v: ['ltp', [INFY]] },
    ]);
  });

  it('keeps the query of the address and adds the user where one is given', async () => {
    const { ticker, timer, kite } = fakeTicker({
      url: 'wss://ws-sandbox.kite.trade/?v=3',
      credentials: async () => ({ apiKey: 'k', accessToken: 't', userId: 'AB1234' }),
    });
    ticker.subscribe(new Map([[INFY, 'full']]));
    await timer.advance(0);
    expect(kite.last.address.search).toBe('?v=3&api_key=k&access_token=t&user_id=AB1234');
  });

  it('sends only what changed while the connection is open', async () => {
    const { ticker, kite } = await openTicker([RELIANCE, INFY]);
    kite.last.sent.length = 0;

    ticker.subscribe(
      new Map([
        [INFY, 'quote'],
        [256_265, 'full'],
      ]),
    );

    expect(kite.last.sent).toEqual([
      { a: 'unsubscribe', v: [RELIANCE] },
      { a: 'subscribe', v: [256_265] },
      { a: 'mode', v: ['quote', [INFY]] },
      { a: 'mode', v: ['full', [256_265]] },
    ]);
  });

  it('is sent whole again on the next connection, with what changed in between', async () => {
    const { ticker, kite, timer } = await openTicker([RELIANCE, INFY]);
    kite.last.end({ kind: 'closed', code: 1_006 });
    ticker.subscribe(new Map([[INFY, 'full']]));

    await timer.advance(1_000);
    kite.last.events.opened();

    expect(kite.sockets).toHaveLength(2);
    expect(kite.last.sent).toEqual([
      { a: 'subscribe', v: [INFY] },
      { a: 'mode', v: ['full', [INFY]] },
    ]);
  });

  it('closes the connection when no instrument is wanted, and opens one for the next', async () => {
    const { ticker, kite, timer } = await openTicker([INFY]);
    ticker.subscribe(new Map());
    await timer.advance(60_000);
    expect(kite.last.calls).toEqual(['close']);
    expect(ticker.stats().sockets[0]).toEqual({ state: 'idle', subscribed: 0 });

    ticker.subscribe(new Map([[INFY, 'full']]));
    await timer.advance(0);
    expect(kite.sockets).toHaveLength(2);
  });

  it('uses three connections of 3,000 and refuses the rest in the order of the map', async () => {
    const { ticker, kite, timer } = fakeTicker();
    const tokens = Array.from({ length: 9_002 }, (_, place) => 256 * (place + 1) + 1);
    const refused = ticker.subscribe(new Map(tokens.map((token) => [token, 'full' as const])));
    await timer.advance(0);
    for (const { events } of kite.sockets) events.opened();

    expect(refused).toEqual(tokens.slice(9_000));
    expect(ticker.stats().sockets).toEqual(Array(3).fill({ state: 'open', subscribed: 3_000 }));
    for (const { sent } of kite.sockets) {
      const parts = sent.filter(({ a }) => a === 'subscribe').map(({ v }) => (v as number[]).length);
      expect(parts).toEqual([500, 500, 500, 500, 500, 500]);
    }
  });
});

describe('ticks', () => {
  it('are handed on frame by frame with the time of receipt', async () => {
    const received: [number, number][] = [];
    const { kite, timer } = await openTicker([RELIANCE], {
      onTicks: (some, receivedAt) => received.push([some.length, receivedAt]),
    });
    await timer.advance(1_000);
    kite.last.events.binary(fullFrame(RELIANCE, timer.now()));
    expect(received).toEqual([[1, MONDAY_TEN + 1_000]]);
  });

  it('of instruments that are not subscribed are dropped and counted', async () => {
    const { ticker, kite, timer, ticks } = await openTicker([RELIANCE]);
    kite.last.events.binary(fullFrame(INFY, timer.now()));
    expect(ticks).toEqual([]);
    expect(ticker.stats()).toMatchObject({ packets: 1, ticks: 0, dropped: { not_subscribed: 1 } });
  });

  it('of an instrument that is no longer wanted are dropped and counted', async () => {
    const { ticker, kite, timer, ticks } = await openTicker([RELIANCE, INFY]);
    ticker.subscribe(new Map([[INFY, 'full']]));
    kite.last.events.binary(fullFrame(RELIANCE, timer.now()));
    expect(ticks).toEqual([]);
    expect(ticker.stats().dropped.not_subscribed).toBe(1);
  });

  it('of a time before the subscription are dropped and counted', async () => {
    const { ticker, kite, timer, ticks } = await openTicker([RELIANCE]);
    kite.last.events.binary(fullFrame(RELIANCE, timer.now() - 86_400_000, 90_000));
    kite.last.events.binary(fullFrame(RELIANCE, timer.now(), 100_000));
    expect(ticks.map(({ last_price }) => last_price)).toEqual([1_000]);
    expect(ticker.stats()).toMatchObject({ packets: 2, ticks: 1, dropped: { cached: 1 } });
  });

  it('of a past session pass where the ticks are the clock', async () => {
    const { ticker, kite, timer, ticks } = await openTicker([RELIANCE], {
      marketClock: { now: () => undefined },
    });
    kite.last.events.binary(fullFrame(RELIANCE, timer.now() - 86_400_000));
    kite.last.events.binary(fullFrame(RELIANCE, timer.now() + 86_400_000));
    expect(ticks).toHaveLength(2);
    for (let second = 0; second < 300; second += 1) {
      await timer.advance(1_000);
      kite.last.events.binary(HEARTBEAT);
    }
    expect(ticker.stats().silentSegments).toEqual({});
  });

  it('come on while a handler throws, and the errors are counted', async () => {
    const errors: unknown[] = [];
    const { ticker, kite, timer } = await openTicker([RELIANCE], {
      onTicks: () => {
        throw new Error('handler');
      },
      onText: () => {
        throw new Error('text');
      },
      onHandlerError: (error) => {
        errors.push(error);
        throw error;
      },
    });
    kite.last.events.binary(fullFrame(RELIANCE, timer.now()));
    kite.last.events.text('{"type":"message","data":"hello"}');
    kite.last.events.binary(fullFrame(RELIANCE, timer.now()));
    expect(errors).toHaveLength(3);
    expect(ticker.stats()).toMatchObject({ ticks: 2, handlerErrors: 3, texts: { message: 1 } });
    expect(ticker.stats().sockets[0]?.state).toBe('open');
  });
});

describe('text frames', () => {
  it('are handed on in their form and counted', async () => {
    const { ticker, kite, texts } = await openTicker([RELIANCE]);
    kite.last.events.text('{"type":"order","data":{"order_id":"1953341975595868160"}}');
    kite.last.events.text('{"type":"error","data":"too many instruments"}');
    kite.last.events.text('<html>');
    expect(texts).toEqual([
      { type: 'order', data: { order_id: '1953341975595868160' } },
      { type: 'error', data: 'too many instruments' },
      { type: 'unknown', length: 6 },
    ]);
    expect(ticker.stats().texts).toEqual({ order: 1, error: 1, message: 0, unknown: 1 });
  });
});

describe('a silent connection', () => {
  it('is replaced after five seconds without a frame', async () => {
    const { ticker, kite, timer, changes } = await openTicker([RELIANCE]);
    await timer.advance(4_999);
    expect(kite.last.calls).toEqual([]);

    await timer.advance(1);
    expect(kite.last.calls).toEqual(['terminate']);
    expect(changes.at(-1)).toEqual({ socket: 0, state: 'waiting', loss: { kind: 'silent' }, retryInMs: 500 });

    await timer.advance(500);
    expect(kite.sockets).toHaveLength(2);
    expect(ticker.stats().lost.silent).toBe(1);
  });

  it('lives on heartbeats', async () => {
    const { kite, timer } = await openTicker([RELIANCE]);
    for (let second = 0; second < 30; second += 1) {
      await timer.advance(1_000);
      kite.last.events.binary(HEARTBEAT);
    }
    expect(kite.sockets).toHaveLength(1);
  });

  it('lives on text frames', async () => {
    const { kite, timer } = await openTicker([RELIANCE]);
    for (let second = 0; second < 30; second += 1) {
      await timer.advance(1_000);
      kite.last.events.text('{"type":"message","data":"x"}');
    }
    expect(kite.sockets).toHaveLength(1);
  });

  it('is not blamed for the time in which it was not open', async () => {
    let hasSession = false;
    const all = fakeTicker({
      credentials: async () => {
        if (!hasSession) throw new Error('no login today');
        return { apiKey: 'key1', accessToken: TOKEN };
      },
    });
    all.ticker.subscribe(new Map([[RELIANCE, 'full']]));
    await all.timer.advance(300_000);
    hasSession = true;
    await nextSocket(all);
    all.kite.last.events.opened();
    for (let second = 0; second < 59; second += 1) {
      await all.timer.advance(1_000);
      all.kite.last.events.binary(HEARTBEAT);
    }
    expect(all.ticker.stats()).toMatchObject({ opened: 1, silentSegments: {} });
    expect(all.kite.last.calls).toEqual([]);
  });

  it('is replaced when a segment is silent in its market hours, later each time', async () => {
    const { ticker, kite, timer, changes } = await openTicker([RELIANCE, 256_265]);
    for (let second = 0; second < 400; second += 1) {
      const before = kite.sockets.length;
      await timer.advance(1_000);
      if (kite.sockets.length > before) kite.last.events.opened();
      kite.last.events.binary(fullFrame(RELIANCE, timer.now()));
    }
    expect(ticker.stats().silentSegments).toEqual({ INDICES: 2 });
    expect(changes).toContainEqual({
      socket: 0,
      state: 'waiting',
      loss: { kind: 'silent_segment', segments: ['INDICES'] },
      retryInMs: 500,
    });
  });
});

describe('a lost connection', () => {
  it('is tried again without a limit, with waits that grow up to a bound', async () => {
    const all = fakeTicker({ random: () => 1 });
    const { ticker, kite, changes } = all;
    ticker.subscribe(new Map([[INFY, 'full']]));
    for (let attempt = 0; attempt < 100; attempt += 1) {
      await nextSocket(all);
      kite.last.end({ kind: 'failed', code: 'ECONNREFUSED' });
    }
    const waits = changes.flatMap((change) => ('retryInMs' in change ? [change.retryInMs] : []));
    expect(waits.slice(0, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(ticker.stats()).toMatchObject({ lost: { failed: 100 } });
    expect(kite.sockets).toHaveLength(100);
  });

  it('waits a random part of the bound', async () => {
    const { kite, changes } = await openTicker([INFY], { random: () => 0.25 });
    kite.last.end({ kind: 'closed', code: 1_006 });
    expect(changes.at(-1)).toMatchObject({ state: 'waiting', retryInMs: 250 });
  });

  it('goes on with longer waits when it opens and closes at once, as in a reconnect storm', async () => {
    const all = await openTicker([INFY], { random: () => 1 });
    const { kite, changes } = all;
    for (let storm = 0; storm < 5; storm += 1) {
      kite.last.end({ kind: 'closed', code: 1_006 });
      await nextSocket(all);
      kite.last.events.opened();
    }
    const waits = changes.flatMap((change) => ('retryInMs' in change ? [change.retryInMs] : []));
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
  });

  it('begins with the first wait again after a connection that lived', async () => {
    const { kite, timer, changes } = await openTicker([INFY], { random: () => 1 });
    kite.last.end({ kind: 'closed', code: 1_006 });
    await timer.advance(1_000);
    kite.last.events.opened();
    for (let second = 0; second < 10; second += 1) {
      await timer.advance(1_000);
      kite.last.events.binary(HEARTBEAT);
    }
    kite.last.end({ kind: 'closed', code: 1_006 });
    expect(changes.at(-1)).toMatchObject({ state: 'waiting', retryInMs: 1_000 });
  });

  it('is given up when it does not open within ten seconds', async () => {
    const { ticker, kite, timer } = fakeTicker();
    ticker.subscribe(new Map([[INFY, 'full']]));
    await timer.advance(10_000);
    expect(kite.sockets[0]?.calls).toEqual(['terminate']);
    expect(ticker.stats().lost).toMatchObject({ opening_timeout: 1, closed: 0 });
  });

  it('sends nothing of an earlier socket to the handlers', async () => {
    const { ticker, kite, timer, ticks, texts } = await openTicker([RELIANCE]);
    const [earlier] = kite.sockets;
    await timer.advance(5_500);
    kite.last.events.opened();
    earlier?.events.binary(fullFrame(RELIANCE, timer.now()));
    earlier?.events.text('{"type":"message","data":1}');
    earlier?.end({ kind: 'closed', code: 1_006 });
    expect([ticks, texts]).toEqual([[], []]);
    expect(ticker.stats().sockets[0]?.state).toBe('open');
  });
});

const refusing = (credentials: () => Promise<{ apiKey: string; accessToken: string }>) => {
  const all = fakeTicker({ credentials });
  all.ticker.subscribe(new Map([[INFY, 'full']]));
  return all;
};

describe('a refused token', () => {
  it('is a state in which the credentials are asked for again, and a new login resumes', async () => {
    let accessToken = 'old';
    let asked = 0;
    const { ticker, kite, timer, changes } = refusing(async () => {
      asked += 1;
      return { apiKey: 'key1', accessToken };
    });
    await timer.advance(0);
    kite.last.end({ kind: 'refused', status: 403 });
    expect(changes.at(-1)).toMatchObject({
      state: 'token_refused',
      loss: { kind: 'refused', status: 403 },
    });

    await timer.advance(55_000);
    expect(kite.sockets).toHaveLength(1);
    expect(ticker.stats().sockets[0]?.state).toBe('token_refused');
    expect(asked).toBeGreaterThan(2);
    expect(asked).toBeLessThan(30);

    accessToken = 'new';
    await timer.advance(30_000);
    expect(kite.sockets).toHaveLength(2);
    expect(kite.last.address.searchParams.get('access_token')).toBe('new');
  });

  it('is tried again once a minute, for a server that refused it by mistake', async () => {
    const all = refusing(async () => ({ apiKey: 'key1', accessToken: 'same' }));
    await nextSocket(all);
    for (let refusals = 0; refusals < 10; refusals += 1) {
      const refusedAt = all.timer.now();
      all.kite.last.end({ kind: 'refused', status: 403 });
      expect(await nextSocket(all, 100_000)).toBe(true);
      expect(all.timer.now() - refusedAt).toBeGreaterThanOrEqual(60_000);
    }
  });

  it('is tried again within seconds while another connection is open with it', async () => {
    const { ticker, kite, timer } = fakeTicker({
      maxTokensPerSocket: 1,
      credentials: async () => ({ apiKey: 'key1', accessToken: 'same' }),
    });
    ticker.subscribe(new Map([RELIANCE, INFY].map((token) => [token, 'full'])));
    await timer.advance(0);
    const [first, second] = kite.sockets;
    first?.events.opened();
    second?.end({ kind: 'refused', status: 403 });
    expect(ticker.stats().sockets.map(({ state }) => state)).toEqual(['open', 'token_refused', 'idle']);

    await timer.advance(1_000);
    expect(kite.sockets).toHaveLength(3);
    kite.last.events.opened();
    expect(ticker.stats().sockets.map(({ state }) => state)).toEqual(['open', 'open', 'idle']);
  });

  it('is asked for by all connections together, at most every two seconds', async () => {
    let asked = 0;
    const { ticker, kite, timer } = fakeTicker({
      maxTokensPerSocket: 1,
      random: () => 0,
      credentials: async () => {
        asked += 1;
        return { apiKey: 'key1', accessToken: 'same' };
      },
    });
    ticker.subscribe(new Map([RELIANCE, INFY, 256_265].map((token) => [token, 'full'])));
    await timer.advance(0);
    expect([kite.sockets.length, asked]).toEqual([3, 1]);
  });

  it('is not replaced by other refusals, such as a redirect or a gateway that failed', async () => {
    const { ticker, kite, timer, changes } = fakeTicker();
    ticker.subscribe(new Map([[INFY, 'full']]));
    await timer.advance(0);
    kite.last.end({ kind: 'refused', status: 502 });
    expect(changes.at(-1)).toMatchObject({ state: 'waiting', loss: { kind: 'refused', status: 502 } });
    await timer.advance(1_000);
    expect(kite.sockets).toHaveLength(2);
  });

  it('asks again while the function of the credentials fails', async () => {
    let hasSession = false;
    const all = refusing(async () => {
      if (!hasSession) throw new Error('no login today');
      return { apiKey: 'key1', accessToken: 'new' };
    });
    await all.timer.advance(60_000);
    expect(all.changes).toContainEqual(
      expect.objectContaining({ state: 'waiting', loss: { kind: 'no_credentials' } }),
    );
    expect(all.ticker.stats().lost.no_credentials).toBeGreaterThan(2);
    expect(all.kite.sockets).toHaveLength(0);
    hasSession = true;
    expect(await nextSocket(all)).toBe(true);
  });
});

describe('close', () => {
  it('ends the sockets, calls no handler again and leaves no timer', async () => {
    const { ticker, kite, timer, ticks, changes } = await openTicker([RELIANCE]);
    const seen = changes.length;
    const closed = ticker.close();
    kite.last.events.binary(fullFrame(RELIANCE, timer.now()));
    await closed;
    await timer.advance(0);
    expect(kite.last.calls).toEqual(['close']);
    expect([ticks.length, changes.length - seen, timer.pending]).toEqual([0, 0, 0]);
    expect(ticker.subscribe(new Map([[INFY, 'full']]))).toEqual([INFY]);
    await timer.advance(60_000);
    expect(kite.sockets).toHaveLength(1);
  });

  it('cuts a socket whose server does not answer within two seconds', async () => {
    const { ticker, kite, timer } = await openTicker([RELIANCE]);
    kite.answersClose = false;
    let isClosed = false;
    const closed = ticker.close().then(() => {
      isClosed = true;
    });
    await timer.advance(1_999);
    expect([kite.last.calls, isClosed]).toEqual([['close'], false]);
    await timer.advance(1);
    await closed;
    expect(kite.last.calls).toEqual(['close', 'terminate']);
  });

  it('ends a ticker that waits for its next attempt', async () => {
    const { ticker, kite, timer } = await openTicker([RELIANCE]);
    kite.last.end({ kind: 'closed', code: 1_006 });
    await ticker.close();
    await timer.advance(120_000);
    expect([kite.sockets.length, timer.pending]).toEqual([1, 0]);
  });

  it('ends a ticker that waits for credentials', async () => {
    const { promise, resolve } = Promise.withResolvers<{ apiKey: string; accessToken: string }>();
    const { ticker, kite, timer } = refusing(() => promise);
    await timer.advance(0);
    await ticker.close();
    resolve({ apiKey: 'key1', accessToken: 'late' });
    await timer.advance(60_000);
    expect(kite.sockets).toHaveLength(0);
  });
});

describe('the access token', () => {
  it('is in no report, count or printed form', async () => {
    const { ticker, kite, timer, changes } = await openTicker([RELIANCE]);
    kite.last.end({ kind: 'refused', status: 403 });
    await timer.advance(120_000);
    const printed = inspect({ ticker, changes, stats: ticker.stats() }, { depth: 12, showHidden: true });
    expect(printed).not.toContain(TOKEN);
  });
});
