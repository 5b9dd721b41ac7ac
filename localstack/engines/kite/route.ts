import { DEMO_APP, type KiteAccount } from './accounts.ts';
import { type KiteAnswer, tokenRefused } from './answer.ts';
import type { CandleSource } from './candles/candle.ts';
import type { Faults } from './faults.ts';
import type { KiteState } from './kite-state.ts';
import type { InstrumentRow } from './market/instrument-row.ts';
import type { KiteMarket } from './market/kite-market.ts';
import type { RateFamily } from './rate-limits.ts';
import type { TickerServer } from './ticker/ticker-server.ts';

/** The parts of a request that routes use. */
export interface KiteRequest {
  /** The parts of the path that stand in the places of `:name`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: string;
  /** Form fields; empty without a form. */
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}

export interface KiteContext {
  readonly state: KiteState;
  readonly market: KiteMarket;
  /** The rows of today's instruments file. */
  readonly listed: () => readonly InstrumentRow[];
  readonly candles: CandleSource;
  readonly faults: Faults;
  readonly ticker: Pick<TickerServer, 'sendText'>;
  /** The redirect URL that the app has registered with Kite. */
  readonly redirectUrl: string;
}

/** One of the simulator's routes. */
export interface KiteRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As `/instruments/:exchange`. A route without such places comes first. */
  readonly path: string;
  /** The limit that the route counts towards; undefined for pages and for the simulator's own routes. */
  readonly family?: RateFamily;
  answer(request: KiteRequest, context: KiteContext): KiteAnswer;
}

/** The key and token of `Authorization: token key:token`. */
export const credentialsOf = (authorization = ''): readonly [apiKey: string, accessToken: string] => {
  const [, apiKey = '', accessToken = ''] = /^token ([^:]+):(.+)$/.exec(authorization) ?? [];
  return [apiKey, accessToken];
};

/** A route that needs an access token. */
export const tokenRoute = (
  method: KiteRoute['method'],
  path: string,
  family: RateFamily,
  answer: (account: KiteAccount, request: KiteRequest, context: KiteContext) => KiteAnswer,
): KiteRoute => ({
  method,
  path,
  family,
  answer: (request, context) => {
    const [apiKey, accessToken] = credentialsOf(request.authorization);
    const account = apiKey === DEMO_APP.apiKey ? context.state.accountOf(accessToken) : undefined;
    return account === undefined ? tokenRefused() : answer(account, request, context);
  },
});
