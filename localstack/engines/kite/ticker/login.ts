import type { IncomingMessage } from 'node:http';
import { refusalOfMessage } from '../../../local-only/callers.ts';
import { DEMO_APP } from '../accounts.ts';
import { failure, type KiteAnswer, tokenRefused } from '../answer.ts';
import type { KiteState } from '../kite-state.ts';
import { requestUrl } from '../request-url.ts';

/** Who opened a socket. */
export interface TickerLogin {
  readonly apiKey: string;
  readonly accessToken: string;
  readonly userId: string;
}

/** The login of an upgrade, or the answer that refuses it. Other parameters, such as `user_id` and `uid`, change nothing. */
export const loginOf = (
  request: IncomingMessage,
  state: KiteState,
): { readonly login: TickerLogin } | { readonly refusal: KiteAnswer } => {
  const foreign = refusalOfMessage(request);
  if (foreign !== undefined) return { refusal: failure('GeneralException', foreign, 403) };
  const { pathname, searchParams } = requestUrl(request.url);
  if (pathname !== '/') return { refusal: failure('GeneralException', 'Route not found', 404) };
  const apiKey = searchParams.get('api_key') ?? '';
  const accessToken = searchParams.get('access_token') ?? '';
  const account = apiKey === DEMO_APP.apiKey ? state.accountOf(accessToken) : undefined;
  return account === undefined
    ? { refusal: tokenRefused() }
    : { login: { apiKey, accessToken, userId: account.userId } };
};
