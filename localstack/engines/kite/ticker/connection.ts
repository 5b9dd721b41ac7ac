import type { Faults } from '../faults.ts';
import type { KiteMarket, Snapshot } from '../market/kite-market.ts';
import type { FrameFaults } from './frame-faults.ts';
import { frameOf, HEARTBEAT, type Packet } from './packets.ts';
import { parseRequest } from './requests.ts';
import { MAX_TOKENS, Subscriptions } from './subscriptions.ts';
import { textFrame } from './text-frames.ts';

/** The socket of a connection. */
export interface Wire {
  /** Bytes that the client has not taken yet. */
  readonly bufferedAmount: number;
  /** @param sent called when the client has taken the frame, or cannot any more */
  send(frame: Buffer | string, sent: () => void): void;
  /** Cuts the connection. */
  terminate(): void;
}

/** Passes milliseconds. */
export type Wait = (milliseconds: number) => Promise<unknown>;

/** What a connection has sent, for displays and tests. */
export interface ConnectionStats {
  readonly tokens: number;
  readonly frames: number;
  readonly packets: number;
  readonly heartbeats: number;
  /** Snapshots that a newer one of their instrument has replaced because the client reads too slowly. */
  readonly conflated: number;
}

export interface ConnectionOptions {
  readonly wire: Wire;
  readonly market: Pick<KiteMarket, 'snapshotOf'>;
  readonly faults: Pick<Faults, 'take'>;
  readonly frameFaults: FrameFaults;
  /** How the fault `frame_latency` passes its milliseconds. */
  readonly wait: Wait;
  /** With more bytes than this on their way, snapshots wait for the client. */
  readonly maxBufferedBytes?: number;
}

/** About six full frames of 3,000 instruments with the market's depth. */
const MAX_BUFFERED_BYTES = 4_000_000;

/** One client of the ticker. */
export class TickerConnection {
  readonly #wire: Wire;
  readonly #market: Pick<KiteMarket, 'snapshotOf'>;
  readonly #faults: Pick<Faults, 'take'>;
  readonly #frameFaults: FrameFaults;
  readonly #delay: Wait;
  readonly #maxBuffered: number;
  readonly #subscriptions = new Subscriptions();
  /** Snapshots that wait for a slow client, the newest of each instrument. */
  readonly #waiting = new Map<number, Snapshot>();
  #frames = 0;
  #packets = 0;
  #heartbeats = 0;
  #conflated = 0;
  /** Nothing was sent since the last second began. */
  #isQuiet = true;
  #isSilenced = false;
  #hasSetMode = false;
  /** Ends when the delayed frames before the next one have gone out; undefined without such frames. */
  #delayed: Promise<unknown> | undefined;

  constructor(options: ConnectionOptions) {
    this.#wire = options.wire;
    this.#market = options.market;
    this.#faults = options.faults;
    this.#frameFaults = options.frameFaults;
    this.#delay = options.wait;
    this.#maxBuffered = options.maxBufferedBytes ?? MAX_BUFFERED_BYTES;
  }

  get stats(): ConnectionStats {
    return {
      tokens: this.#subscriptions.size,
      frames: this.#frames,
      packets: this.#packets,
      heartbeats: this.#heartbeats,
      conflated: this.#conflated,
    };
  }

  /** Whether the client has chosen a mode of an instrument. */
  get hasSetMode(): boolean {
    return this.#hasSetMode;
  }

  /** Takes a text frame of the client. */
  receive(text: string): void {
    const request = parseRequest(text);
    switch (request?.action) {
      case undefined:
        return;
      case 'subscribe':
        this.#subscribe(request.tokens);
        return;
      case 'unsubscribe':
        this.#subscriptions.remove(request.tokens);
        for (const token of request.tokens) this.#waiting.delete(token);
        return;
      case 'mode': {
        const changed = this.#subscriptions.setMode(request.mode, request.tokens);
        this.#hasSetMode ||= changed.length > 0;
        this.#sendCached(changed);
        return;
      }
      default:
        request satisfies never;
    }
  }

  /** Sends what is subscribed of a moment as one frame. */
  moment(snapshots: readonly Snapshot[]): void {
    const mine = snapshots.filter(({ tick }) => this.#isSubscribed(tick.instrument_token));
    if (this.#waiting.size === 0 && this.#hasRoom()) {
      this.#send(mine);
      return;
    }
    for (const snapshot of mine) this.#wait(snapshot);
    this.#flush();
  }

  /** Kite sends a heartbeat after a second or two without a frame. */
  second(): void {
    if (this.#isQuiet) {
      this.#heartbeats += 1;
      this.#write(HEARTBEAT);
    }
    this.#isQuiet = true;
  }

  sendText(frame: string): void {
    this.#write(frame);
  }

  #subscribe(tokens: readonly number[]): void {
    const fault = this.#faults.take('subscription_refused');
    const isRefused = (token: number): boolean =>
      fault !== undefined && (fault.tokens === undefined || fault.tokens.includes(token));
    const { added, refused } = this.#subscriptions.add(tokens.filter((token) => !isRefused(token)));
    this.#sendCached(added);
    const denied = tokens.filter(isRefused);
    if (refused.length > 0) this.sendText(textFrame('error', tooMany(refused)));
    if (denied.length > 0) this.sendText(textFrame('error', `Not subscribed: ${denied.join(', ')}`));
  }

  #isSubscribed(token: number): boolean {
    return this.#subscriptions.modeOf(token) !== undefined;
  }

  #hasRoom(): boolean {
    return this.#wire.bufferedAmount <= this.#maxBuffered;
  }

  /** The last snapshot, whose times may be old: Kite sends it at once. */
  #sendCached(tokens: readonly number[]): void {
    const cached = tokens.flatMap((token) => this.#market.snapshotOf(token) ?? []);
    for (const snapshot of cached) this.#wait(snapshot);
    this.#flush();
  }

  #wait(snapshot: Snapshot): void {
    const token = snapshot.tick.instrument_token;
    const before = this.#waiting.get(token);
    if (before !== undefined && before !== snapshot) this.#conflated += 1;
    this.#waiting.set(token, snapshot);
  }

  #flush(): void {
    if (this.#waiting.size === 0 || !this.#hasRoom()) return;
    const snapshots = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#send(snapshots);
  }

  #send(snapshots: readonly Snapshot[]): void {
    const packets = snapshots.flatMap((snapshot): readonly Packet[] => {
      const mode = this.#subscriptions.modeOf(snapshot.tick.instrument_token);
      return mode === undefined ? [] : [{ snapshot, mode }];
    });
    if (packets.length === 0) return;
    this.#packets += packets.length;
    this.#write(frameOf(packets));
  }

  #write(frame: Buffer | string): void {
    if (this.#isSilenced) return;
    this.#isQuiet = false;
    const outcome = this.#frameFaults.apply(frame);
    switch (outcome.kind) {
      case 'disconnect':
        this.#isSilenced = true;
        this.#wire.terminate();
        return;
      case 'silence':
        this.#isSilenced = true;
        return;
      case 'send':
        this.#frames += 1;
        this.#deliver(outcome.frame, outcome.delayMs);
        return;
      default:
        outcome satisfies never;
    }
  }

  /** Frames keep their order: one that follows a delayed frame waits for it. */
  #deliver(frame: Buffer | string, delayMs: number): void {
    const send = (): void => this.#wire.send(frame, () => this.#flush());
    if (delayMs === 0 && this.#delayed === undefined) {
      send();
      return;
    }
    const turn = Promise.all([this.#delayed, delayMs > 0 ? this.#delay(delayMs) : undefined]).then(() => {
      if (this.#delayed === turn) this.#delayed = undefined;
      send();
    });
    this.#delayed = turn;
  }
}

const tooMany = (refused: readonly number[]): string =>
  `Subscription limit of ${MAX_TOKENS} instruments exceeded. Not subscribed: ${refused.join(', ')}`;
