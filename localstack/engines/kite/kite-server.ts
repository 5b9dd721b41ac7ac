import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { istDate } from '../../../shared/market/calendar.ts';
import { type Clock, systemClock } from '../../../shared/ports/clock.ts';
import { refusalOfMessage } from '../../local-only/callers.ts';
import { listenOnLoopback } from '../../local-only/ports.ts';
import { assertLocalStage } from '../../local-only/stage.ts';
import { failure, type KiteAnswer, tooManyRequests } from './answer.ts';
import type { CandleSource } from './candles/candle.ts';
import { simulatedCandles } from './candles/simulated-candles.ts';
import { Faults } from './faults.ts';
import { findRoute } from './find-route.ts';
import { dailyListing } from './instruments/daily-listing.ts';
import { instrumentsOfDay } from './instruments/list-instruments.ts';
import { KiteState } from './kite-state.ts';
import type { InstrumentRow } from './market/instrument-row.ts';
import { type KiteMarket, stillMarket } from './market/kite-market.ts';
import { RateLimits } from './rate-limits.ts';
import { requestUrl } from './request-url.ts';
import { restFaults } from './rest-faults.ts';
import { credentialsOf, type KiteContext } from './route.ts';
import { KITE_ROUTES } from './routes.ts';
import { sendAnswer } from './send-answer.ts';
import { TickerServer } from './ticker/ticker-server.ts';

const MAX_BODY_BYTES = 65_536;

const DEFAULT_SEED = 'kite';

export interface KiteServerOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Deployment stage; any but local is refused. */
  readonly stage: string;
  /** The callback of the app. */
  readonly redirectUrl: string;
  readonly clock?: Clock;
  /** Default: the instruments of the day, without a tick. */
  readonly market?: KiteMarket;
  /** The day of the market, `YYYY-MM-DD`. Default: that of the clock. */
  readonly today?: () => string;
  /** The instruments file of a day. Default: the market's own rows. */
  readonly instruments?: (date: string) => readonly InstrumentRow[];
  /** Default: candles of a seed. */
  readonly candles?: CandleSource;
  /** Default: only faults that the API sets. */
  readonly faults?: Faults;
  /** Default: Kite's limits, counted on the clock. */
  readonly limits?: Pick<RateLimits, 'allow'>;
  /** How the fault `latency` passes its milliseconds. Default: it takes them. */
  readonly wait?: Wait;
}

type Wait = (milliseconds: number) => Promise<unknown>;

export interface KiteServer {
  /** URL of the API and of the login page. */
  readonly url: string;
  /** The WebSockets on the same port: `ws://` instead of `http://`. */
  readonly ticker: Pick<TickerServer, 'subscribed' | 'stats'>;
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

interface Outcome {
  readonly answer: KiteAnswer;
  readonly isCut: boolean;
}

const whole = (answer: KiteAnswer): Outcome => ({ answer, isCut: false });

const outcomeOf = async (
  request: IncomingMessage,
  context: KiteContext,
  limits: Pick<RateLimits, 'allow'>,
  wait: Wait,
): Promise<Outcome> => {
  const refusal = refusalOfMessage(request);
  if (refusal !== undefined) return whole(failure('GeneralException', refusal, 403));
  const url = requestUrl(request.url);
  const found = findRoute(KITE_ROUTES, request.method ?? '', url.pathname);
  if (found === 'no path') return whole(failure('GeneralException', 'Route not found', 404));
  if (found === 'no method') return whole(failure('GeneralException', 'Method not allowed', 405));
  const body = await bodyOf(request);
  if (body === undefined) return whole(failure('InputException', 'The body is too long.', 413));
  const { route, parameters } = found;
  const { authorization } = request.headers;
  const form = new URLSearchParams(body);
  const answer = () =>
    route.answer({ parameters, query: url.searchParams, body, form, authorization }, context);
  if (route.family === undefined) return whole(answer());

  const { latency, instead, isCut } = restFaults(context.faults, url.pathname);
  if (latency > 0) await wait(latency);
  if (instead !== undefined) return whole(instead);
  const apiKey = credentialsOf(authorization)[0] || form.get('api_key') || url.searchParams.get('api_key');
  if (!limits.allow(apiKey ?? '', route.family, context.state.now())) return whole(tooManyRequests());
  return { answer: answer(), isCut };
};

/**
 * Emulates Kite on this machine: logins, instruments and prices, with Kite's envelopes, statuses and limits.
 * @throws AlphaPandaError `LOCAL_CLOUD_STAGE_REFUSED` for any stage but local
 */
export const startKiteServer = async (options: KiteServerOptions): Promise<KiteServer> => {
  assertLocalStage(options.stage, 'the Kite simulator');
  const {
    clock = systemClock,
    faults = new Faults({ clock }),
    wait = setTimeout,
    limits = new RateLimits(),
  } = options;
  const state = new KiteState(clock, faults);
  const { market = stillMarket([]) } = options;
  const rowsOf =
    options.instruments ?? (options.market === undefined ? instrumentsOfDay : () => market.instruments);
  const ticker = new TickerServer({ state, market, faults, wait });
  const context: KiteContext = {
    state,
    market,
    listed: dailyListing(options.today ?? (() => istDate(clock.now())), rowsOf),
    candles: options.candles ?? simulatedCandles(DEFAULT_SEED, clock),
    faults,
    ticker,
    redirectUrl: new URL(options.redirectUrl).href,
  };
  const server = createServer((request, response) => {
    outcomeOf(request, context, limits, wait)
      .catch(() => whole(failure('GeneralException', 'Something went wrong in the simulator.')))
      .then(({ answer, isCut }) =>
        sendAnswer(response, answer, request.headers['accept-encoding']?.toString(), isCut),
      )
      .catch(() => response.destroy());
  });
  ticker.attach(server);
  const port = await listenOnLoopback(server, options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    ticker,
    close: () =>
      new Promise((resolve) => {
        ticker.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
