import * as z from 'zod';
import { brokerAccessToken } from '../../../shared/auth/session-item.ts';
import { attemptLogin, REFUSALS } from './attempt-login.ts';
import { publicRoute } from './services.ts';
import { loginReply, startSession } from './start-session.ts';

export const login = publicRoute({
  operation: 'login',
  method: 'POST',
  path: '/auth/login',
  tag: 'Auth',
  summary: 'Log in with an access token of Kite that was obtained elsewhere',
  description:
    "The token is checked by fetching the user's profile from Kite, encrypted and kept until it ends; it is never given out. A login replaces the account's login before, whose tokens are worth nothing from then on.",
  body: z.strictObject({
    provider: z.literal('zerodha'),
    broker_access_token: brokerAccessToken.describe('Access token of a Kite Connect session'),
  }),
  reply: loginReply,
  writes: true,
  problems: [
    'INVALID_CREDENTIALS',
    'USER_NOT_ALLOWED',
    'RATE_LIMITED',
    'ZERODHA_ERROR',
    'ZERODHA_UNAVAILABLE',
    'NOT_CONFIGURED',
    'UNAVAILABLE',
  ],
  refusals: REFUSALS,
  handle: async (given, services) => ({
    body: await attemptLogin(given, 'external_token', services, (call) =>
      startSession({ accessToken: call.body.broker_access_token, method: 'external_token' }, call, services),
    ),
  }),
});
