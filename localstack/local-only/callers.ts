import type { IncomingMessage } from 'node:http';

/** What a server of the local cloud is asked, by what a browser cannot be made to lie about. */
export interface Asked {
  readonly method: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Port of the server that is asked. */
  readonly port: number;
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const;

const isLoopbackHost = (host: unknown, port: number): host is string =>
  typeof host === 'string' && LOOPBACK_NAMES.some((name) => host.toLowerCase() === `${name}:${port}`);

/** A link that a person follows, or a login that comes back: the page that led here does not see the answer. */
const isNavigation = ({ method, headers }: Asked): boolean =>
  method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';

/**
 * Why a server of the local cloud does not answer a request; undefined where it does. Only this machine is answered,
 * and no web page of another origin: such a page can send requests to a loopback port, under that port's name or,
 * by DNS rebinding, under its own. Browsers name the page in `Origin` and how it relates to the server in
 * `Sec-Fetch-Site` (Fetch Metadata, W3C); other programs send neither.
 */
export const refusalOf = (asked: Asked): string | undefined => {
  const { host, origin, 'sec-fetch-site': site } = asked.headers;
  if (!isLoopbackHost(host, asked.port))
    return `this server answers to this machine only: call it by http://127.0.0.1:${asked.port}`;
  // Forms of a page that sends no referrer name no origin, but the browser says that they are at home.
  const isAtHome = site === 'same-origin' && (origin === undefined || origin === 'null');
  if (origin !== undefined && origin !== `http://${host}` && !isAtHome)
    return `no page of another origin may call this server: open http://127.0.0.1:${asked.port}, or use a program that is no browser`;
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation(asked))
    return `no page of another site may call this server: open http://127.0.0.1:${asked.port} itself`;
  return undefined;
};

/** The same for a request as Node's server has it. */
export const refusalOfMessage = ({ method = '', headers, socket }: IncomingMessage): string | undefined =>
  refusalOf({ method, headers, port: socket.localPort ?? 0 });
