import { hash } from 'node:crypto';
import { DEMO_APP } from '../accounts.ts';
import { failure, success } from '../answer.ts';
import { istText } from '../ist-text.ts';
import type { KiteRoute } from '../route.ts';
import { userFields } from './get-profile.ts';

/** Exchanges a request token for an access token. The checksum proves knowledge of the app's secret. */
export const exchangeToken: KiteRoute = {
  method: 'POST',
  path: '/session/token',
  family: 'other',
  answer: ({ form }, { state }) => {
    const [apiKey, requestToken, checksum] = ['api_key', 'request_token', 'checksum'].map((field) =>
      form.get(field),
    );
    if (!apiKey || !requestToken || !checksum) {
      return failure('InputException', 'Missing or empty field `api_key`, `request_token` or `checksum`.');
    }
    if (apiKey !== DEMO_APP.apiKey) return failure('InputException', 'Invalid `api_key`.');
    if (checksum !== hash('sha256', `${apiKey}${requestToken}${DEMO_APP.apiSecret}`, 'hex')) {
      return failure('TokenException', 'Invalid `checksum`.');
    }
    const account = state.useRequestToken(requestToken);
    if (account === undefined) return failure('TokenException', 'Token is invalid or has expired.');
    return success({
      ...userFields(account),
      api_key: apiKey,
      access_token: state.grantAccessToken(account),
      public_token: '',
      refresh_token: '',
      login_time: istText(state.now()),
    });
  },
};
