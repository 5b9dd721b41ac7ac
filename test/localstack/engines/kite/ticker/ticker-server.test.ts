import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO_APP, DEMO_TOKENS } from '../../../../../localstack/engines/kite/accounts.ts';
import { Faults } from '../../../../../localstack/engines/kite/faults.ts';
import { KiteState } from '../../../../../localstack/engines/kite/kite-state.ts';
import { PlayedMarket } from '../../../../../localstack/engines/kite/market/played-market.ts';
import { TickerServer } from '../../../../../localstack/engines/kite/ticker/ticker-server.ts';
import { listenOnLoopback } from '../../../../../localstack/local-only/ports.ts';
import { timedTick } from '../../../../../localstack/market-data/timed-tick.ts';
import { ManualClock } from '../../../../support/manual-clock.ts';
import { ManualTimer } from '../../../market-data/manual-timer.ts';

const SHARE = 408_065;
const AT = Date.parse('2026-11-27T09:15:00+05:30');

let clock: ManualClock;
let faults: Faults;
let state: KiteState;
let market: PlayedMarket;
let ticker: TickerServer;
let server: Server;
let url: string;
/** One second of the ticker passes. */
let second: () => void;
const open: WebSocket[] = [];

beforeEach(async () => {
  clock = new ManualClock();
  faults = new Faults({ clock });
  state = new KiteState(clock, faults);
  market = new PlayedMarket({
    instruments: () => [],
    source: () => [[timedTick(AT, { instrument_token: SHARE, last_price: 1_500 })]],
  });
  ticker = new TickerServer({
    state,
    market,
    faults,
    every: (_milliseconds, act) => {
      second = act;
      return () => undefined;
    },
  });
  server = createServer();
  ticker.attach(server);
  url = `ws://127.0.0.1:${await listenOnLoopback(server, 0)}`;
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  ticker.close();
  await new Promise((resolve) => server.close(resolve));
});

const LOGIN = { api_key: DEMO_APP.apiKey, access_token: DEMO_TOKENS.user };

const dial = (query: Readonly<Record<string, string>> = LOGIN, path = '/', headers = {}): WebSocket =>
  new WebSocket(`${url}${path}?${new URLSearchParams(query)}`, { headers });

const connect = async (query?: Readonly<Record<string, string>>): Promise<WebSocket> => {
  const socket = dial(query);
  await once(socket, 'open');
  open.push(socket);
  return socket;
};

/** The status and body that refuse a socket. */
const refusal = async (socket: WebSocket): Promise<readonly [status: number, body: unknown]> => {
  const [, response] = await once(socket, 'unexpected-response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return [response.statusCode, JSON.parse(Buffer.concat(chunks).toString())];
};

const nextFrame = async (socket: WebSocket): Promise<Buffer | string> => {
  const [data, isBinary] = await once(socket, 'message');
  return isBinary ? data : String(data);
};

const subscribe = async (socket: WebSocket): Promise<void> => {
  socket.send(JSON.stringify({ a: 'subscribe', v: [SHARE] }));
  await expect.poll(() => ticker.stats.tokens).toBe(1);
};

const play = (): Promise<void> => market.play({ kind: 'max' }, { timer: new ManualTimer() });

const TOKEN_EXCEPTION = [403, expect.objectContaining({ error_type: 'TokenException' })];

describe('the upgrade', () => {
  it.each([
    ['a living token', LOGIN],
    ["the user's id and other parameters", { ...LOGIN, user_id: 'DEMO01', uid: '1' }],
  ])('opens a socket with %s', async (_name, query) => {
    expect((await connect(query)).readyState).toBe(WebSocket.OPEN);
  });

  it.each([
    ['an unknown token', { ...LOGIN, access_token: 'unknown' }],
    ['an expired token', { ...LOGIN, access_token: DEMO_TOKENS.expired }],
    ['the key of another app', { ...LOGIN, api_key: 'other' }],
    ['no login', {}],
  ])('answers %s with 403', async (_name, query) => {
    expect(await refusal(dial(query))).toEqual(TOKEN_EXCEPTION);
  });

  it('answers another path with 404', async () => {
    expect((await refusal(dial(LOGIN, '/ticker')))[0]).toBe(404);
  });

  it('refuses a web page of another origin', async () => {
    expect((await refusal(dial(LOGIN, '/', { origin: 'http://evil.invalid' })))[0]).toBe(403);
  });

  it('refuses the fourth socket of a key, until another one is closed', async () => {
    const [first] = [await connect(), await connect(), await connect()];
    const [status] = await refusal(dial());
    first.close();
    await once(first, 'close');

    expect(status).toBe(429);
    expect((await connect()).readyState).toBe(WebSocket.OPEN);
    expect(ticker.stats.sockets).toBe(3);
  });

  it('is refused with 403 as often as the fault `upgrade_refused` says', async () => {
    faults.set({ kind: 'upgrade_refused', times: 2, probability: 1 });

    expect(await refusal(dial())).toEqual(TOKEN_EXCEPTION);
    expect(await refusal(dial())).toEqual(TOKEN_EXCEPTION);
    expect((await connect()).readyState).toBe(WebSocket.OPEN);
  });
});

describe('a socket', () => {
  it('gets the ticks of the market as binary frames', async () => {
    const socket = await connect();
    await subscribe(socket);
    const frame = nextFrame(socket);
    await play();

    expect((await frame).slice(2, 12)).toEqual(Buffer.from('002c00063a01000249f0', 'hex'));
  });

  it('gets a heartbeat after a quiet second', async () => {
    const socket = await connect();
    const frame = nextFrame(socket);
    second();

    expect(await frame).toHaveLength(1);
  });

  it('gets text frames of its user, and not those of another', async () => {
    const mine = await connect();
    const other = await connect({ ...LOGIN, access_token: DEMO_TOKENS.viewer });
    const frames = [nextFrame(mine), nextFrame(other)];
    const sent = ticker.sendText('order', { order_id: '1' }, 'DEMO01');
    ticker.sendText('message', 'for all');

    expect(sent).toBe(1);
    expect((await Promise.all(frames)).map((frame) => JSON.parse(String(frame)))).toEqual([
      { type: 'order', data: { order_id: '1' } },
      { type: 'message', data: 'for all' },
    ]);
  });

  it('is cut when its token has died, and cannot be opened again', async () => {
    const accessToken = state.grantAccessToken({
      userId: 'DEMO01',
      userName: 'Asha Demo',
      userShortname: 'Asha',
      email: 'asha@demo.invalid',
    });
    const login = { ...LOGIN, access_token: accessToken };
    const socket = await connect(login);
    const closed = once(socket, 'close');
    clock.advance(86_400_000);
    second();

    expect((await closed)[0]).toBe(1006);
    expect(await refusal(dial(login))).toEqual(TOKEN_EXCEPTION);
  });

  it('stays open and gets nothing more after the fault `ticker_silence`', async () => {
    const silent = await connect();
    const other = await connect();
    const heard: unknown[] = [];
    silent.on('message', (data) => heard.push(data));
    faults.set({ kind: 'ticker_silence', probability: 1 });
    second();
    const frame = nextFrame(other);
    second();
    await frame;
    ticker.sendText('message', 'heard by one');
    await nextFrame(other);

    expect(heard).toEqual([]);
    expect(silent.readyState).toBe(WebSocket.OPEN);
  });

  it('is cut by the fault `ticker_disconnect`, again and again in a storm', async () => {
    faults.set({ kind: 'ticker_disconnect', times: 3, probability: 1 });
    for (let times = 0; times < 3; times += 1) {
      const socket = await connect();
      const closed = once(socket, 'close');
      second();
      await closed;
    }
    const socket = await connect();
    const frame = nextFrame(socket);
    second();

    expect(await frame).toHaveLength(1);
  });
});

describe('subscribed', () => {
  const isFulfilled = (): Promise<boolean> =>
    Promise.race([
      ticker.subscribed.then(() => true),
      new Promise<false>((resolve) => setImmediate(resolve, false)),
    ]);

  it('is fulfilled when the modes of a subscription are set', async () => {
    const socket = await connect();
    await subscribe(socket);
    const before = await isFulfilled();
    socket.send(JSON.stringify({ a: 'mode', v: ['full', [SHARE]] }));
    await ticker.subscribed;

    expect(before).toBe(false);
  });

  it('is fulfilled a second after a subscription without a mode', async () => {
    const socket = await connect();
    second();
    const before = await isFulfilled();
    await subscribe(socket);
    second();
    await ticker.subscribed;

    expect(before).toBe(false);
  });
});

describe('stats', () => {
  it('counts frames and packets of closed sockets too', async () => {
    const socket = await connect();
    await subscribe(socket);
    const frame = nextFrame(socket);
    await play();
    await frame;
    const closed = once(socket, 'close');
    socket.close();
    await closed;
    await expect.poll(() => ticker.stats.sockets).toBe(0);

    expect(ticker.stats).toMatchObject({ frames: 1, packets: 1, tokens: 0 });
  });
});
