import { beforeEach, describe, expect, it } from 'vitest';
import { Faults } from '../../../../../localstack/engines/kite/faults.ts';
import type { Snapshot } from '../../../../../localstack/engines/kite/market/kite-market.ts';
import { TickerConnection } from '../../../../../localstack/engines/kite/ticker/connection.ts';
import { FrameFaults } from '../../../../../localstack/engines/kite/ticker/frame-faults.ts';
import { timedTick } from '../../../../../localstack/market-data/timed-tick.ts';
import { ManualClock } from '../../../../support/manual-clock.ts';

const AT = Date.parse('2026-11-27T09:15:00+05:30');

const snapshot = (instrument_token: number, last_price: number, at = AT): Snapshot => ({
  at,
  tick: {
    ...timedTick(at, { instrument_token, last_price }).tick,
    ohlc: { open: last_price, high: last_price, low: last_price, close: 0 },
  },
  oiDay: undefined,
});

/** A client that takes frames when the test says so. */
class FakeWire {
  readonly frames: (Buffer | string)[] = [];
  readonly #sent: (() => void)[] = [];
  bufferedAmount = 0;
  isSlow = false;
  isCut = false;

  terminate(): void {
    this.isCut = true;
  }

  send(frame: Buffer | string, sent: () => void): void {
    this.frames.push(frame);
    if (this.isSlow) {
      this.bufferedAmount += frame.length;
      this.#sent.push(sent);
    } else {
      sent();
    }
  }

  catchUp(): void {
    this.isSlow = false;
    this.bufferedAmount = 0;
    for (const sent of this.#sent.splice(0)) sent();
  }
}

/** `token at price, bytes` of each packet of a binary frame. */
const packetsOf = (frame: Buffer | string | undefined): readonly string[] => {
  if (!Buffer.isBuffer(frame) || frame.length === 1) return [];
  const packets: string[] = [];
  for (let at = 2; at < frame.length; at += 2 + frame.readUInt16BE(at)) {
    packets.push(
      `${frame.readUInt32BE(at + 2)} at ${frame.readUInt32BE(at + 6) / 100}, ${frame.readUInt16BE(at)}`,
    );
  }
  return packets;
};

const SHARE = 257;
const OTHER = 513;
const MAX_BUFFERED = 100;

let wire: FakeWire;
let cached: Map<number, Snapshot>;
let faults: Faults;
/** Ends the waits of delayed frames. */
let waits: (() => void)[];
let connection: TickerConnection;

beforeEach(() => {
  wire = new FakeWire();
  cached = new Map();
  faults = new Faults({ clock: new ManualClock() });
  waits = [];
  connection = new TickerConnection({
    wire,
    faults,
    frameFaults: new FrameFaults(faults, 'seed'),
    wait: () => new Promise<void>((resolve) => waits.push(resolve)),
    market: { snapshotOf: (token) => cached.get(token) },
    maxBufferedBytes: MAX_BUFFERED,
  });
});

const ask = (request: unknown): void => connection.receive(JSON.stringify(request));
const subscribe = (...tokens: readonly unknown[]): void => ask({ a: 'subscribe', v: tokens });
const mode = (name: string, ...tokens: readonly number[]): void => ask({ a: 'mode', v: [name, tokens] });
const newest = (): readonly string[] => packetsOf(wire.frames.at(-1));

describe('requests', () => {
  it('sends what is subscribed, of several instruments in one frame, in quote mode without another', () => {
    subscribe(SHARE, OTHER);
    connection.moment([snapshot(SHARE, 100), snapshot(OTHER, 200), snapshot(769, 300)]);

    expect(wire.frames.map(packetsOf)).toEqual([['257 at 100, 44', '513 at 200, 44']]);
  });

  it.each([
    ['ltp', 8],
    ['quote', 44],
    ['full', 184],
  ])('sends packets of mode %s', (name, length) => {
    subscribe(SHARE, OTHER);
    mode(name, SHARE);
    connection.moment([snapshot(SHARE, 100), snapshot(OTHER, 200)]);

    expect(newest()).toEqual([`257 at 100, ${length}`, '513 at 200, 44']);
  });

  it('sends nothing of an instrument that is no longer subscribed', () => {
    subscribe(SHARE);
    ask({ a: 'unsubscribe', v: [SHARE] });
    connection.moment([snapshot(SHARE, 100)]);

    expect(wire.frames).toEqual([]);
  });

  it('keeps the mode of an instrument that is subscribed again', () => {
    subscribe(SHARE);
    mode('ltp', SHARE);
    subscribe(SHARE);
    connection.moment([snapshot(SHARE, 100)]);

    expect(newest()).toEqual(['257 at 100, 8']);
  });

  it('does not subscribe by a mode', () => {
    mode('full', SHARE);
    connection.moment([snapshot(SHARE, 100)]);

    expect(wire.frames).toEqual([]);
  });

  it('answers tokens as text with silence', () => {
    subscribe('257', OTHER);
    connection.moment([snapshot(SHARE, 100), snapshot(OTHER, 200)]);

    expect(wire.frames.map(packetsOf)).toEqual([['513 at 200, 44']]);
  });

  it.each([
    '',
    'no JSON',
    '[]',
    '{"a":"sell","v":[257]}',
    '{"a":"mode","v":["deep",[257]]}',
    '{"a":"subscribe"}',
  ])('answers %j with silence', (text) => {
    connection.receive(text);
    connection.moment([snapshot(SHARE, 100)]);

    expect(wire.frames).toEqual([]);
  });

  it('takes 3,000 tokens and names those beyond in an error, and stays', () => {
    const tokens = Array.from({ length: 3_002 }, (_, place) => 256 * (place + 1) + 1);
    subscribe(...tokens);
    connection.moment(tokens.map((token) => snapshot(token, 100)));

    expect(JSON.parse(String(wire.frames[0]))).toEqual({
      type: 'error',
      data: 'Subscription limit of 3000 instruments exceeded. Not subscribed: 768257, 768513',
    });
    expect(newest()).toHaveLength(3_000);
  });

  it('has room again after an instrument is no longer subscribed', () => {
    subscribe(...Array.from({ length: 3_000 }, (_, place) => 256 * (place + 10) + 1));
    ask({ a: 'unsubscribe', v: [256 * 10 + 1] });
    subscribe(SHARE);

    expect(wire.frames).toEqual([]);
    expect(connection.stats.tokens).toBe(3_000);
  });
});

describe('the cached tick', () => {
  it('comes at once after a subscription, in quote mode', () => {
    cached.set(SHARE, snapshot(SHARE, 99));
    subscribe(SHARE, OTHER);

    expect(wire.frames.map(packetsOf)).toEqual([['257 at 99, 44']]);
  });

  it('comes again with a new mode, with its old time', () => {
    cached.set(SHARE, snapshot(SHARE, 99, AT - 86_400_000));
    subscribe(SHARE);
    mode('full', SHARE);
    const frame = wire.frames[1];

    expect(packetsOf(frame)).toEqual(['257 at 99, 184']);
    expect(Buffer.isBuffer(frame) && frame.readUInt32BE(4 + 60)).toBe((AT - 86_400_000) / 1_000);
  });

  it('does not come again for an instrument that is subscribed already', () => {
    cached.set(SHARE, snapshot(SHARE, 99));
    subscribe(SHARE);
    subscribe(SHARE);

    expect(wire.frames).toHaveLength(1);
  });
});

describe('the heartbeat', () => {
  it('comes after each second without another frame', () => {
    connection.second();
    connection.second();

    expect(wire.frames.map((frame) => frame.length)).toEqual([1, 1]);
  });

  it('does not come in a second with a frame', () => {
    subscribe(SHARE);
    connection.moment([snapshot(SHARE, 100)]);
    connection.second();

    expect(connection.stats.heartbeats).toBe(0);
  });
});

describe('a client that reads slowly', () => {
  beforeEach(() => subscribe(SHARE, OTHER));

  it('gets the newest snapshot of each instrument once it has read, and the others are counted', () => {
    wire.bufferedAmount = MAX_BUFFERED + 1;
    connection.moment([snapshot(SHARE, 100), snapshot(OTHER, 200)]);
    connection.moment([snapshot(SHARE, 101)]);
    connection.moment([snapshot(SHARE, 102)]);
    const before = wire.frames.length;
    wire.bufferedAmount = 0;
    connection.moment([snapshot(OTHER, 201)]);

    expect(before).toBe(0);
    expect(wire.frames.map(packetsOf)).toEqual([['257 at 102, 44', '513 at 201, 44']]);
    expect(connection.stats.conflated).toBe(3);
  });

  it('gets what waits as soon as it has read, without a new tick', () => {
    wire.isSlow = true;
    for (const price of [100, 101, 102, 103, 104]) connection.moment([snapshot(SHARE, price)]);
    wire.catchUp();

    expect(wire.frames.flatMap(packetsOf)).toEqual([
      '257 at 100, 44',
      '257 at 101, 44',
      '257 at 102, 44',
      '257 at 104, 44',
    ]);
    expect(connection.stats.conflated).toBe(1);
  });

  it('gets nothing that waits of an instrument that is no longer subscribed', () => {
    wire.bufferedAmount = MAX_BUFFERED + 1;
    connection.moment([snapshot(SHARE, 100), snapshot(OTHER, 200)]);
    ask({ a: 'unsubscribe', v: [SHARE] });
    wire.bufferedAmount = 0;
    connection.moment([]);

    expect(wire.frames.map(packetsOf)).toEqual([['513 at 200, 44']]);
  });
});

describe('faults', () => {
  it('refuses the named tokens of a subscription in an error, and takes the others', () => {
    faults.set({ kind: 'subscription_refused', tokens: [SHARE], probability: 1 });
    subscribe(SHARE, OTHER);
    connection.moment([snapshot(SHARE, 100), snapshot(OTHER, 200)]);

    expect(wire.frames[0]).toBe('{"type":"error","data":"Not subscribed: 257"}');
    expect(newest()).toEqual(['513 at 200, 44']);
  });

  it('refuses a whole subscription, once', () => {
    faults.set({ kind: 'subscription_refused', probability: 1 });
    subscribe(SHARE);
    const refused = connection.stats.tokens;
    subscribe(SHARE);

    expect([refused, connection.stats.tokens]).toEqual([0, 1]);
  });

  it('sends frames after a delayed one in their order', async () => {
    subscribe(SHARE);
    faults.set({ kind: 'frame_latency', milliseconds: 100, probability: 1 });
    connection.moment([snapshot(SHARE, 100)]);
    connection.moment([snapshot(SHARE, 101)]);
    const before = wire.frames.length;
    for (const end of waits) end();

    await expect.poll(() => wire.frames.map(packetsOf)).toEqual([['257 at 100, 44'], ['257 at 101, 44']]);
    expect(before).toBe(0);
  });

  it('sends at once again after the delayed frames', async () => {
    subscribe(SHARE);
    faults.set({ kind: 'frame_latency', milliseconds: 100, probability: 1 });
    connection.moment([snapshot(SHARE, 100)]);
    for (const end of waits) end();
    await expect.poll(() => wire.frames.length).toBe(1);
    connection.moment([snapshot(SHARE, 101)]);

    expect(newest()).toEqual(['257 at 101, 44']);
  });

  it('cuts the connection, which then takes no other fault', () => {
    faults.set({ kind: 'ticker_disconnect', times: 2, probability: 1 });
    connection.second();
    connection.second();

    expect(wire.isCut).toBe(true);
    expect(faults.taken()).toEqual({ ticker_disconnect: 1 });
  });
});
