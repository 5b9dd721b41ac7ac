import type { MarketTick } from '../../shared/events/types.ts';
import type { FeedLease } from '../../shared/market/feed-lease.ts';
import type { Item } from '../../shared/ports/item.ts';
import type { KiteCredentials } from '../../shared/ports/kite-login.ts';

/** Time. `elapsed` never goes back and is not comparable between machines. Both in milliseconds. */
export interface FeedTime {
  now(): number;
  elapsed(): number;
  sleep(milliseconds: number): Promise<void>;
}

export type Subscriptions = ReadonlyMap<number, 'full'>;

export interface TickerStatus {
  /** Open sockets. */
  readonly sockets: number;
  /** Whether every wanted instrument is subscribed on an open socket. */
  readonly isComplete: boolean;
  /** Whether Kite answered the last connection with 403. */
  readonly isRefused: boolean;
  /** Lost connections and failed attempts since the start. */
  readonly reconnects: number;
  /** Packets that could not be read, since the start. */
  readonly unknownPackets: number;
  /** Why it is not connected, for a person. It never contains the token. */
  readonly problem?: string | undefined;
}

/** A connection to Kite's ticker, which reconnects by itself. */
export interface FeedTicker {
  /** The whole wanted set. It sends the difference. */
  subscribe(wanted: Subscriptions): void;
  status(): TickerStatus;
  /** Resolves when the sockets are closed or cut. */
  close(): Promise<void>;
}

/** Opens a connection. It calls `onTicks` with each frame. */
export type OpenTicker = (
  credentials: KiteCredentials,
  onTicks: (ticks: readonly MarketTick[]) => void,
) => FeedTicker;

/** A lease item that may be malformed. */
export type StoredLease =
  | { readonly kind: 'lease'; readonly lease: FeedLease }
  | { readonly kind: 'malformed'; readonly item: Item };

export interface LeaseStore {
  /** By a consistent read. */
  read(): Promise<StoredLease | undefined>;
  /**
   * Writes the item if nothing has changed it since it was read. False if something has. An error means that the outcome
   * is not known.
   */
  put(next: FeedLease, before: StoredLease | undefined): Promise<boolean>;
}

/** Logs for an operator. */
export interface FeedLog {
  info(message: string, details?: Readonly<Record<string, unknown>>): void;
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
}
