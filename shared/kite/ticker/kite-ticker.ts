import type { MarketTick } from '../../events/types.ts';
import type { Clock, MarketClock, Timer } from '../../ports/clock.ts';
import { Assignment, MAX_SOCKETS } from './assignment.ts';
import { Connection } from './connection.ts';
import { CONNECTION_SETTINGS, type ConnectionChange, type ConnectionSettings } from './connection-state.ts';
import { FrameParser } from './frame-parser.ts';
import type { TickMode } from './requests.ts';
import type { TextFrame } from './text-frame.ts';
import { ConnectionCounts, type TickerStats } from './ticker-stats.ts';
import { type TickerCredentials, TokenGate } from './token-gate.ts';
import { type OpenSocket, openWebSocket } from './web-socket.ts';

/** A connection came to another state. @property socket from 0 to 2 */
export type TickerChange = ConnectionChange & { readonly socket: number };

/** The options of a ticker. Handlers are called in the order of what came, and may throw: see `onHandlerError`. */
export interface TickerOptions {
  /** Kite's address without a query, or with the query that every connection needs. */
  readonly url: string;
  /** Asked at the start, and again after the broker refused a token. While it rejects it is asked again, at most every 2 s. */
  readonly credentials: () => Promise<TickerCredentials>;
  /** The ticks of one frame, in its order. Prices in rupees, `receivedAt` in epoch milliseconds. */
  readonly onTicks: (ticks: readonly MarketTick[], receivedAt: number) => void;
  readonly onText?: (frame: TextFrame) => void;
  readonly onState?: (change: TickerChange) => void;
  /** A handler threw. The connection goes on; what the handler was given is not given again. */
  readonly onHandlerError?: (error: unknown) => void;
  readonly clock: Clock;
  /** The clock by default. One that tells no time for a simulated or replayed market, whose ticks are its clock. */
  readonly marketClock?: MarketClock;
  readonly timer: Timer;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly settings?: Partial<ConnectionSettings>;
  readonly maxTokensPerSocket?: number;
  readonly openSocket?: OpenSocket;
}

export interface KiteTicker {
  /**
   * Takes the whole set of wanted instruments, the most important first, and sends what changed.
   * @returns the tokens that are not subscribed: all behind the first 9,000, and numbers that are no token
   */
  subscribe(wanted: ReadonlyMap<number, TickMode>): readonly number[];
  /** Counts since the start. */
  stats(): TickerStats;
  /** Ends all connections. No handler is called after it is called; it resolves when the sockets are closed or cut. */
  close(): Promise<void>;
}

/**
 * Kite's market data over one to three connections, which open again for as long as there are instruments. Nothing that
 * it returns, throws or reports contains an address or a token.
 */
export const kiteTicker = (options: TickerOptions): KiteTicker => {
  const { clock, marketClock = clock, openSocket = openWebSocket } = options;
  const parser = new FrameParser();
  const counts = new ConnectionCounts();
  const gate = new TokenGate(options.credentials, clock);
  const assignment = new Assignment(options.maxTokensPerSocket);
  let isClosed = false;
  let handlerErrors = 0;

  /** Calls a handler, whose error is not the connection's. */
  const call = (run: () => void): void => {
    if (isClosed) return;
    try {
      run();
    } catch (error) {
      handlerErrors += 1;
      try {
        options.onHandlerError?.(error);
      } catch {
        // It was counted, and there is no one else to tell.
      }
    }
  };

  const connections: readonly Connection[] = Array.from({ length: MAX_SOCKETS }, (_, socket) => {
    const ports = {
      gate,
      isAnyOpen: () => connections.some(({ state }) => state === 'open'),
      parser,
      counts,
      url: options.url,
      openSocket,
      clock,
      marketClock,
      timer: options.timer,
      random: options.random,
      onTicks: (ticks: readonly MarketTick[], receivedAt: number) =>
        call(() => options.onTicks(ticks, receivedAt)),
      onText: (frame: TextFrame) => call(() => options.onText?.(frame)),
      onChange: (change: ConnectionChange) => call(() => options.onState?.({ socket, ...change })),
    };
    return new Connection(ports, { ...CONNECTION_SETTINGS, ...options.settings });
  });

  return {
    subscribe(wanted) {
      if (isClosed) return [...wanted.keys()];
      const { sockets, refused } = assignment.assign(wanted);
      connections.forEach((connection, socket) => {
        connection.want(sockets[socket] ?? new Map());
      });
      return refused;
    },
    stats: () => ({
      sockets: connections.map(({ state, subscribed }) => ({ state, subscribed })),
      ...counts.with(parser.counts),
      handlerErrors,
    }),
    async close() {
      isClosed = true;
      await Promise.all(connections.map((connection) => connection.close()));
    },
  };
};
