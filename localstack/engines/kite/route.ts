import { DEMO_APP, type KiteAccount } from './accounts.ts';
import { failure, type KiteAnswer } from './answer.ts';
import type { KiteState } from './kite-state.ts';

/** The parts of a request that routes use. */
export interface KiteRequest {
  readonly query: URLSearchParams;
  /** Form fields; empty without a form. */
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}

export interface KiteContext {
  readonly state: KiteState;
  /** The redirect URL that the app has registered with Kite. */
  readonly redirectUrl: string;
}

/** One of Kite's routes. The path must match exactly. */
export interface KiteRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  answer(request: KiteRequest, context: KiteContext): KiteAnswer;
}

/** A route that needs an access token: `Authorization: token key:token`. */
export const tokenRoute = (
  method: KiteRoute['method'],
  path: string,
  answer: (account: KiteAccount, request: KiteRequest, context: KiteContext) => KiteAnswer,
): KiteRoute => ({
  method,
  path,
  answer: (request, context) => {
    const [, apiKey, accessToken = ''] = /^token ([^:]+):(.+)$/.exec(request.authorization ?? '') ?? [];
    const account = apiKey === DEMO_APP.apiKey ? context.state.accountOf(accessToken) : undefined;
    return account === undefined
      ? failure('TokenException', 'Incorrect `api_key` or `access_token`.')
      : answer(account, request, context);
  },
});
