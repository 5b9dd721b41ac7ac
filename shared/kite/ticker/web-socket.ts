import { WebSocket } from 'ws';

/** Three thousand full packets are 558 kB. */
const MAX_FRAME_BYTES = 1_048_576;

/** Why the server or the network ended a connection, or did not let it open. */
export type SocketEnd =
  /** The server answered the request to upgrade with an HTTP status, such as 403 for a dead token or 302. */
  | { readonly kind: 'refused'; readonly status: number }
  /** The connection was open and closed with a WebSocket code; 1006 when it was cut. */
  | { readonly kind: 'closed'; readonly code: number }
  /** It never opened. @property code such as ECONNREFUSED */
  | { readonly kind: 'failed'; readonly code: string };

export interface SocketEvents {
  opened(): void;
  binary(frame: Uint8Array): void;
  text(content: string): void;
  /** The last event, and exactly one. */
  ended(end: SocketEnd): void;
}

export interface Socket {
  send(text: string): void;
  /** Begins to close; `ended` follows when the server has answered. */
  close(): void;
  /** Cuts the connection; `ended` follows. */
  terminate(): void;
}

/** Opens a WebSocket. The address contains the access token: an implementation puts it nowhere else. */
export type OpenSocket = (address: URL, events: SocketEvents) => Socket;

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(error.code)
    ? error.code
    : 'UNKNOWN';

/**
 * A WebSocket of the package `ws`. Redirects are refused, because they would carry the token to another address. Frames
 * are not compressed, which Kite does not do either, and are bounded in size.
 */
export const openWebSocket: OpenSocket = (address, events) => {
  const socket = new WebSocket(address, {
    followRedirects: false,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
  });
  let isOpened = false;
  let status: number | undefined;
  let failure = 'UNKNOWN';
  socket.on('open', () => {
    isOpened = true;
    events.opened();
  });
  socket.on('message', (data, isBinary) => {
    if (!Buffer.isBuffer(data)) return;
    if (isBinary) events.binary(data);
    else events.text(data.toString('utf8'));
  });
  socket.on('unexpected-response', (_request, response) => {
    status = response.statusCode ?? 0;
    socket.terminate();
  });
  socket.on('error', (error) => {
    failure = codeOf(error);
  });
  socket.on('close', (code) => {
    if (status !== undefined) events.ended({ kind: 'refused', status });
    else events.ended(isOpened ? { kind: 'closed', code } : { kind: 'failed', code: failure });
  });
  return {
    send: (text) => {
      // What is sent to a connection that closes is lost, and is sent again on the next one.
      if (socket.readyState === WebSocket.OPEN) socket.send(text, () => undefined);
    },
    close: () => socket.close(1_000),
    terminate: () => socket.terminate(),
  };
};
