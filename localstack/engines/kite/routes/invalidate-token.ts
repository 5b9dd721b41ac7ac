import { DEMO_APP } from '../accounts.ts';
import { success, tokenRefused } from '../answer.ts';
import type { KiteRoute } from '../route.ts';

/** Ends an access token. */
export const invalidateToken: KiteRoute = {
  method: 'DELETE',
  path: '/session/token',
  family: 'other',
  answer: ({ query }, { state }) =>
    query.get('api_key') === DEMO_APP.apiKey && state.invalidate(query.get('access_token') ?? '')
      ? success(true)
      : tokenRefused(),
};
