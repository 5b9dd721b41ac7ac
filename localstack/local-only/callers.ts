import type { IncomingMessage } from 'node:http';

/** A request to a server of the local cloud: only what a web page cannot forge. */
export interface Asked {
  readonly method: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Port of the server. */
  readonly port: number;
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const;

const isLoopbackHost = (host: unknown, port: number): host is string =>
  typeof host === 'string' && LOOPBACK_NAMES.some((name) => host.toLowerCase() === `${name}:${port}`);

/** A link that a user follows, or a login's redirect: the linking page does not see the answer. */
const isNavigation = ({ method, headers }: Asked): boolean =>
  method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';

/**
 * Why a server of the local cloud refuses a request; undefined if it answers. It answers this machine only, and no web page
 * of another origin. Such a page can send requests to a loopback port under that port's name or, by DNS rebinding, under
 * its own. Browsers name the page in `Origin` and its relation to the server in `Sec-Fetch-Site` (Fetch Metadata, W3C).
 * Other programs send neither.
 */
export const refusalOf = (asked: Asked): string | undefined => {
  const { host, origin, 'sec-fetch-site': site } = asked.headers;
  if (!isLoopbackHost(host, asked.port)) {
    return `this server answers to this machine only: call it by http://127.0.0.1:${asked.port}`;
  }
  // A form of a page without referrer sends no origin, but the browser marks it as same-origin.
  const isAtHome = site === 'same-origin' && (origin === undefined || origin === 'null');
  if (origin !== undefined && origin !== `http://${host}` && !isAtHome) {
    return `no page of another origin may call this server: open http://127.0.0.1:${asked.port}, or use a program other than a browser`;
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation(asked)) {
    return `no page of another site may call this server: open http://127.0.0.1:${asked.port} itself`;
  }
  return undefined;
};

/** The same check for a request of Node's server. */
export const refusalOfMessage = ({ method = '', headers, socket }: IncomingMessage): string | undefined =>
  refusalOf({ method, headers, port: socket.localPort ?? 0 });
