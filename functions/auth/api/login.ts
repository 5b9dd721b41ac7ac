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
  summary: 'Log in with a Kite access token',
  description:
    "Verifies the token by fetching the user's profile from Kite, encrypts it and stores it until it expires. The API never returns it. A login replaces the account's previous session and invalidates its tokens.",
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
