import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { type KiteAnswer, tokenRefused, tooManyRequests } from '../answer.ts';
import type { Faults } from '../faults.ts';
import type { KiteState } from '../kite-state.ts';
import type { KiteMarket } from '../market/kite-market.ts';
import { type ConnectionStats, TickerConnection, type Wait } from './connection.ts';
import { FrameFaults } from './frame-faults.ts';
import { loginOf, type TickerLogin } from './login.ts';
import { type TextFrameType, textFrame } from './text-frames.ts';

/** Calls a function again and again. @returns a function that ends it */
type Every = (milliseconds: number, act: () => void) => () => void;

const every: Every = (milliseconds, act) => {
  const timer = setInterval(act, milliseconds);
  return () => clearInterval(timer);
};

export interface TickerServerOptions {
  readonly state: KiteState;
  readonly market: KiteMarket;
  readonly faults: Faults;
  /** Decides where a fault cuts or changes a frame. */
  readonly seed?: string;
  readonly every?: Every;
  readonly wait?: Wait;
}

export interface TickerStats extends ConnectionStats {
  readonly sockets: number;
}

interface Client {
  readonly login: TickerLogin;
  readonly socket: WebSocket;
  readonly connection: TickerConnection;
}

/** Kite's limit for one API key. */
const MAX_SOCKETS = 3;
const SECOND_MS = 1_000;
/** A subscription of 3,000 tokens of ten digits has 33 kB. */
const MAX_REQUEST_BYTES = 262_144;

const NOTHING: ConnectionStats = { tokens: 0, frames: 0, packets: 0, heartbeats: 0, conflated: 0 };

const sum = (a: ConnectionStats, b: ConnectionStats): ConnectionStats => ({
  tokens: a.tokens + b.tokens,
  frames: a.frames + b.frames,
  packets: a.packets + b.packets,
  heartbeats: a.heartbeats + b.heartbeats,
  conflated: a.conflated + b.conflated,
});

const refuse = (socket: Duplex, { status, headers, body }: KiteAnswer): void => {
  const lines = Object.entries({
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      ...lines.map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  );
};

/** Kite's ticker: WebSockets on the simulator's HTTP server. */
export class TickerServer {
  readonly #state: KiteState;
  readonly #market: KiteMarket;
  readonly #faults: Faults;
  readonly #frameFaults: FrameFaults;
  readonly #wait: Wait;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_REQUEST_BYTES,
  });
  readonly #clients = new Set<Client>();
  readonly #stops: readonly (() => void)[];
  readonly #subscribed = Promise.withResolvers<void>();
  #closed: ConnectionStats = NOTHING;

  constructor(options: TickerServerOptions) {
    const { state, market, faults, seed = '', every: repeat = every, wait = setTimeout } = options;
    this.#state = state;
    this.#market = market;
    this.#faults = faults;
    this.#frameFaults = new FrameFaults(faults, seed);
    this.#wait = wait;
    this.#stops = [
      market.onTicks((snapshots) => {
        for (const { connection } of this.#clients) connection.moment(snapshots);
      }),
      repeat(SECOND_MS, () => this.#second()),
    ];
  }

  /** Fulfilled when the first client has subscribed to an instrument, and has set a mode or let a second pass. */
  get subscribed(): Promise<void> {
    return this.#subscribed.promise;
  }

  get stats(): TickerStats {
    const open = Array.from(this.#clients, ({ connection }) => connection.stats);
    const { tokens } = open.reduce(sum, NOTHING);
    return { ...open.reduce(sum, this.#closed), tokens, sockets: this.#clients.size };
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Sends a text frame to the sockets of one user, or to all. @returns how many got it */
  sendText(type: TextFrameType, data: unknown, userId?: string): number {
    const frame = textFrame(type, data);
    const clients = [...this.#clients].filter(({ login }) => userId === undefined || login.userId === userId);
    for (const { connection } of clients) connection.sendText(frame);
    return clients.length;
  }

  close(): void {
    for (const stop of this.#stops) stop();
    for (const { socket } of this.#clients) socket.terminate();
    this.#sockets.close();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const outcome = loginOf(request, this.#state);
    if ('refusal' in outcome) {
      refuse(socket, outcome.refusal);
    } else if (this.#faults.take('upgrade_refused') !== undefined) {
      refuse(socket, tokenRefused());
    } else if (this.#socketsOf(outcome.login) >= MAX_SOCKETS) {
      refuse(socket, tooManyRequests());
    } else {
      this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#open(opened, outcome.login));
    }
  }

  #socketsOf({ apiKey }: TickerLogin): number {
    return [...this.#clients].filter(({ login }) => login.apiKey === apiKey).length;
  }

  #open(socket: WebSocket, login: TickerLogin): void {
    const connection = new TickerConnection({
      market: this.#market,
      faults: this.#faults,
      frameFaults: this.#frameFaults,
      wait: this.#wait,
      wire: {
        get bufferedAmount() {
          return socket.bufferedAmount;
        },
        send: (frame, sent) => socket.send(frame, () => sent()),
        terminate: () => socket.terminate(),
      },
    });
    const client: Client = { login, socket, connection };
    this.#clients.add(client);
    socket.on('message', (data, isBinary) => {
      if (isBinary) return;
      connection.receive(String(data));
      if (connection.hasSetMode) this.#subscribed.resolve();
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.#clients.delete(client);
      this.#closed = sum(this.#closed, connection.stats);
    });
  }

  #second(): void {
    if (this.stats.tokens > 0) this.#subscribed.resolve();
    for (const { login, socket, connection } of this.#clients) {
      if (this.#state.accountOf(login.accessToken) !== undefined) connection.second();
      else socket.terminate();
    }
  }
}
