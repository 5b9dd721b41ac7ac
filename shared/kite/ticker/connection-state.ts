import type { TokenSegment } from '../segments.ts';
import type { SocketEnd } from './web-socket.ts';

/** Why a connection was lost or did not open. */
export type ConnectionLoss =
  | SocketEnd
  /** No frame came, not even a heartbeat. */
  | { readonly kind: 'silent' }
  /** Segments sent nothing in their market hours. */
  | { readonly kind: 'silent_segment'; readonly segments: readonly TokenSegment['name'][] }
  | { readonly kind: 'opening_timeout' }
  /** The function of the credentials failed. */
  | { readonly kind: 'no_credentials' }
  /** The only known token was refused a short time ago, so that no attempt was made. */
  | { readonly kind: 'token_refused' };

/** `idle`: it has no instruments. `waiting`: for its next attempt. `token_refused`: the same, for a new login. */
export type ConnectionState = 'idle' | 'connecting' | 'open' | 'waiting' | 'token_refused' | 'closed';

/** A connection came to another state. */
export type ConnectionChange =
  | { readonly state: 'idle' | 'connecting' | 'open' | 'closed' }
  | {
      readonly state: 'waiting' | 'token_refused';
      readonly loss: ConnectionLoss;
      readonly retryInMs: number;
    };

export interface ConnectionSettings {
  /** Without any frame for this time, the connection is replaced. Kite sends a heartbeat every second or two. */
  readonly silenceMs: number;
  /** Without any tick of a segment in its market hours for this time, the connection is replaced; Infinity: never. */
  readonly segmentSilenceMs: number;
  /** For the credentials and the opening of the WebSocket. */
  readonly openingMs: number;
  /** A connection that lived for this time starts its waits from the first one again. */
  readonly stableMs: number;
  /** For the server's answer to a close, before the connection is cut. */
  readonly closingMs: number;
  /** Waits between attempts have a bound that doubles from the first one up to the last one. */
  readonly firstWaitMs: number;
  readonly maxWaitMs: number;
}

export const CONNECTION_SETTINGS: ConnectionSettings = {
  silenceMs: 5_000,
  segmentSilenceMs: 60_000,
  openingMs: 10_000,
  stableMs: 10_000,
  closingMs: 2_000,
  firstWaitMs: 1_000,
  maxWaitMs: 30_000,
};
