import { createServer, type IncomingMessage } from 'node:http';
import { type Clock, systemClock } from '../../../shared/ports/clock.ts';
import { refusalOfMessage } from '../../local-only/callers.ts';
import { listenOnLoopback } from '../../local-only/ports.ts';
import { assertLocalStage } from '../../local-only/stage.ts';
import { failure, type KiteAnswer } from './answer.ts';
import { KiteState } from './kite-state.ts';
import type { KiteContext } from './route.ts';
import { KITE_ROUTES } from './routes.ts';

const MAX_BODY_BYTES = 65_536;

export interface KiteServerOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Deployment stage; any but local is refused. */
  readonly stage: string;
  /** The callback of the app. */
  readonly redirectUrl: string;
  readonly clock?: Clock;
}

export interface KiteServer {
  /** URL of the API and of the login page. */
  readonly url: string;
  close(): Promise<void>;
}

/** The body as text; undefined if it is too long. */
const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const answerTo = async (request: IncomingMessage, context: KiteContext): Promise<KiteAnswer> => {
  const refusal = refusalOfMessage(request);
  if (refusal !== undefined) return failure('GeneralException', refusal, 403);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const known = KITE_ROUTES.filter(({ path }) => path === url.pathname);
  if (known.length === 0) return failure('GeneralException', 'Route not found', 404);
  const route = known.find(({ method }) => method === request.method);
  if (route === undefined) return failure('GeneralException', 'Method not allowed', 405);
  const body = await bodyOf(request);
  if (body === undefined) return failure('InputException', 'The body is too long.', 413);
  const { authorization } = request.headers;
  return route.answer({ query: url.searchParams, form: new URLSearchParams(body), authorization }, context);
};

/**
 * Emulates Kite on this machine: profile, sessions and the login page, with Kite's envelopes and statuses.
 * @throws AlphaPandaError `LOCAL_CLOUD_STAGE_REFUSED` for any stage but local
 */
export const startKiteServer = async (options: KiteServerOptions): Promise<KiteServer> => {
  assertLocalStage(options.stage, 'the Kite stand-in');
  const context = {
    state: new KiteState(options.clock ?? systemClock),
    redirectUrl: new URL(options.redirectUrl).href,
  };
  const server = createServer((request, response) => {
    answerTo(request, context)
      .catch(() => failure('GeneralException', 'Something went wrong in the stand-in.'))
      .then(({ status, headers, body }) => {
        response.writeHead(status, headers);
        response.end(body);
      });
  });
  const port = await listenOnLoopback(server, options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
