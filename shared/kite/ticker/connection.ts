import type { MarketTick } from '../../events/types.ts';
import type { Clock, MarketClock, Timer } from '../../ports/clock.ts';
import type {
  ConnectionChange,
  ConnectionLoss,
  ConnectionSettings,
  ConnectionState,
} from './connection-state.ts';
import { FirstTicks } from './first-ticks.ts';
import type { FrameParser } from './frame-parser.ts';
import { changeBetween, requestsOf, type TickMode } from './requests.ts';
import { SilentSegments } from './silent-segments.ts';
import { type TextFrame, textFrameOf } from './text-frame.ts';
import type { ConnectionCounts } from './ticker-stats.ts';
import type { TickerCredentials, TokenGate } from './token-gate.ts';
import { waitBefore } from './wait-before.ts';
import type { OpenSocket, Socket } from './web-socket.ts';

/** Checks of a connection before it counts as silent. */
const CHECKS = 5;

export interface ConnectionPorts {
  readonly gate: TokenGate;
  /** Whether a connection of the ticker is open. */
  readonly isAnyOpen: () => boolean;
  readonly parser: FrameParser;
  readonly counts: ConnectionCounts;
  /** Of the ticker, without credentials. */
  readonly url: string;
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  /** Tells no time where the ticks of a simulated or replayed market are its clock. */
  readonly marketClock: MarketClock;
  readonly timer: Timer;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly onTicks: (ticks: readonly MarketTick[], receivedAt: number) => void;
  readonly onText: (frame: TextFrame) => void;
  readonly onChange: (change: ConnectionChange) => void;
}

const NOTHING: ReadonlyMap<number, TickMode> = new Map();

/** One connection to the ticker, which opens again after each loss for as long as it has instruments. */
export class Connection {
  readonly #ports: ConnectionPorts;
  readonly #settings: ConnectionSettings;
  readonly #firstTicks = new FirstTicks();
  readonly #segments: SilentSegments;
  #state: ConnectionState = 'idle';
  #wanted = NOTHING;
  /** What the server was asked for on the present socket. */
  #requested = NOTHING;
  #socket: Socket | undefined;
  /** Resolves when the present socket ended. */
  #left: Promise<void> = Promise.resolve();
  /** Events of earlier sockets are not of this life. */
  #life = 0;
  #failures = 0;
  #checksSinceFrame = 0;
  #checksSinceOpen = 0;
  #cancel: () => void = () => undefined;
  readonly #leaving = new Set<Promise<void>>();

  constructor(ports: ConnectionPorts, settings: ConnectionSettings) {
    this.#ports = ports;
    this.#settings = settings;
    this.#segments = new SilentSegments(settings.segmentSilenceMs);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get subscribed(): number {
    return this.#requested.size;
  }

  /** Takes the whole set of instruments with their modes. With none the connection is closed. */
  want(wanted: ReadonlyMap<number, TickMode>): void {
    if (this.#state === 'closed') return;
    this.#wanted = wanted;
    this.#firstTicks.keep(wanted);
    this.#segments.watch(wanted.keys(), this.#ports.clock.now());
    if (wanted.size === 0) {
      if (this.#state !== 'idle') this.#rest('idle');
    } else if (this.#state === 'idle') {
      this.#connect();
    } else if (this.#state === 'open') {
      this.#request();
    }
  }

  /** Ends the connection for good. Resolves when the socket is closed or cut. */
  async close(): Promise<void> {
    if (this.#state !== 'closed') this.#rest('closed');
    await Promise.all(this.#leaving);
  }

  #change(change: ConnectionChange): void {
    this.#state = change.state;
    this.#ports.onChange(change);
  }

  /** Begins another life: what comes of the socket before it is ignored. */
  #beginLife(): number {
    this.#cancel();
    this.#cancel = () => undefined;
    this.#requested = NOTHING;
    this.#life += 1;
    return this.#life;
  }

  #connect(): void {
    const life = this.#beginLife();
    const { gate, timer } = this.#ports;
    this.#cancel = timer.after(this.#settings.openingMs, () => this.#lose({ kind: 'opening_timeout' }));
    this.#change({ state: 'connecting' });
    gate.take().then(
      (credentials) => {
        if (life !== this.#life) return;
        if (credentials === undefined) this.#lose({ kind: 'token_refused' });
        else this.#open(life, credentials);
      },
      () => {
        if (life === this.#life) this.#lose({ kind: 'no_credentials' });
      },
    );
  }

  #open(life: number, credentials: TickerCredentials): void {
    const address = new URL(this.#ports.url);
    address.searchParams.set('api_key', credentials.apiKey);
    address.searchParams.set('access_token', credentials.accessToken);
    if (credentials.userId !== undefined) address.searchParams.set('user_id', credentials.userId);
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    const whileAlive = (run: () => void): void => {
      if (life === this.#life) run();
    };
    const socket = this.#ports.openSocket(address, {
      opened: () => whileAlive(() => this.#opened()),
      binary: (frame) => whileAlive(() => this.#binary(frame)),
      text: (content) => whileAlive(() => this.#text(content)),
      ended: (end) => {
        this.#leaving.delete(left);
        leave();
        if (end.kind === 'refused' && end.status === 403) {
          this.#ports.gate.refuse(credentials, this.#ports.isAnyOpen());
        }
        whileAlive(() => this.#lose(end));
      },
    });
    this.#leaving.add(left);
    this.#left = left;
    this.#socket = socket;
  }

  #opened(): void {
    this.#cancel();
    this.#ports.counts.addOpened();
    this.#checksSinceFrame = 0;
    this.#checksSinceOpen = 0;
    this.#segments.restart(this.#ports.clock.now());
    this.#change({ state: 'open' });
    if (this.#state !== 'open') return;
    this.#request();
    this.#checkLater();
  }

  /** Sends what differs between the wanted and the requested instruments. */
  #request(): void {
    const { clock, marketClock } = this.#ports;
    const change = changeBetween(this.#requested, this.#wanted);
    this.#firstTicks.request(change.added, clock.now(), marketClock.now(), this.#wanted);
    this.#requested = this.#wanted;
    for (const request of requestsOf(change)) this.#socket?.send(request);
  }

  /**
   * Silence is counted in checks, not in time: a process that was busy or asleep is late for a check as it is for the
   * frames, and a clock that is set changes nothing.
   */
  #checkLater(): void {
    this.#cancel = this.#ports.timer.after(this.#settings.silenceMs / CHECKS, () => {
      this.#checksSinceFrame += 1;
      this.#checksSinceOpen += 1;
      if (this.#checksSinceOpen * (this.#settings.silenceMs / CHECKS) >= this.#settings.stableMs) {
        this.#failures = 0;
      }
      if (this.#checksSinceFrame >= CHECKS) return this.#lose({ kind: 'silent' });
      const now = this.#ports.marketClock.now();
      const segments = now === undefined ? [] : this.#segments.find(now);
      if (segments.length === 0) this.#checkLater();
      else this.#lose({ kind: 'silent_segment', segments });
    });
  }

  #binary(frame: Uint8Array): void {
    this.#checksSinceFrame = 0;
    const receivedAt = this.#ports.clock.now();
    const parsed = this.#ports.parser.parse(frame, receivedAt, this.#ports.marketClock.now());
    const ticks: MarketTick[] = [];
    for (const tick of parsed) {
      const passage = this.#firstTicks.judge(tick, receivedAt);
      if (passage === 'passes') {
        this.#segments.ticked(tick.instrument_token, receivedAt);
        ticks.push(tick);
      } else {
        this.#ports.counts.addDropped(passage);
      }
    }
    if (ticks.length > 0) this.#ports.onTicks(ticks, receivedAt);
  }

  #text(content: string): void {
    this.#checksSinceFrame = 0;
    const frame = textFrameOf(content);
    this.#ports.counts.addText(frame);
    this.#ports.onText(frame);
  }

  /** Ends this life after a loss, and begins the next one after a wait. */
  #lose(loss: ConnectionLoss): void {
    this.#beginLife();
    this.#socket?.terminate();
    this.#socket = undefined;
    this.#ports.counts.addLoss(loss);
    this.#failures += 1;
    const { timer, random } = this.#ports;
    const retryInMs = waitBefore(this.#failures, random(), this.#settings);
    this.#cancel = timer.after(retryInMs, () => this.#connect());
    const isRefused = loss.kind === 'token_refused' || (loss.kind === 'refused' && loss.status === 403);
    this.#change({ state: isRefused ? 'token_refused' : 'waiting', loss, retryInMs });
  }

  /** Closes the socket and opens no other one. */
  #rest(state: 'idle' | 'closed'): void {
    this.#beginLife();
    const socket = this.#socket;
    this.#socket = undefined;
    this.#failures = 0;
    if (socket !== undefined) {
      socket.close();
      const cancel = this.#ports.timer.after(this.#settings.closingMs, () => socket.terminate());
      this.#left.then(cancel);
    }
    this.#change({ state });
  }
}
