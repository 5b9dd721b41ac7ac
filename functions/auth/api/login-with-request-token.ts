import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { LoginState } from '../../../shared/auth/ports.ts';
import { TokenError } from '../../../shared/auth/token-error.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { attemptLogin, REFUSALS } from './attempt-login.ts';
import { type AuthServices, publicRoute } from './services.ts';
import { loginReply, startSession } from './start-session.ts';

const INVALID = 'start the login again: the state is unknown, expired, or belongs to another browser';

const stateOf = async (state: string, { tokens }: AuthServices): Promise<LoginState> => {
  try {
    return await tokens.verifyState(state);
  } catch (thrown) {
    if (thrown instanceof TokenError) throw new ProblemError('INVALID_STATE', INVALID);
    throw thrown;
  }
};

/** Whether the verifier matches the challenge that started the login. */
const fits = (codeVerifier: string, codeChallenge: string): boolean => {
  const expected = Buffer.from(codeChallenge, 'base64url');
  const given = createHash('sha256').update(codeVerifier).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
};

export const loginWithRequestToken = publicRoute({
  operation: 'loginWithRequestToken',
  method: 'POST',
  path: '/auth/login/request-token',
  tag: 'Auth',
  summary: 'Log in with a request token',
  description: 'Completes a login that GET /auth/zerodha/url started.',
  body: z.strictObject({
    request_token: z
      .string()
      .regex(/^[A-Za-z0-9]{8,128}$/, 'must be 8 to 128 letters and digits')
      .describe('Query parameter of the callback'),
    state: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,4096}$/, 'must be a state of GET /auth/zerodha/url')
      .describe('Query parameter of the callback'),
    code_verifier: z
      .string()
      .regex(/^[A-Za-z0-9._~-]{43,128}$/, 'must be 43 to 128 letters, digits and . _ ~ -')
      .describe('Preimage of code_challenge'),
  }),
  reply: loginReply,
  writes: true,
  problems: [
    'INVALID_STATE',
    'INVALID_CREDENTIALS',
    'USER_NOT_ALLOWED',
    'STATE_ALREADY_USED',
    'RATE_LIMITED',
    'ZERODHA_ERROR',
    'ZERODHA_UNAVAILABLE',
    'NOT_CONFIGURED',
    'UNAVAILABLE',
  ],
  refusals: REFUSALS,
  handle: async (given, services) => ({
    body: await attemptLogin(given, 'request_token', services, async (call) => {
      const { request_token, state, code_verifier } = call.body;
      const { id, codeChallenge, expiresAt } = await stateOf(state, services);
      if (!fits(code_verifier, codeChallenge)) throw new ProblemError('INVALID_STATE', INVALID);
      // Before the exchange: a second caller with the same state fails, also if the first one fails later.
      if (!(await services.usedOnce.use(`login-state#${id}`, expiresAt))) {
        throw new ProblemError('STATE_ALREADY_USED', 'start the login again: a state works once');
      }
      const accessToken = await services.kite.exchange(request_token);
      return startSession({ accessToken, method: 'request_token' }, call, services);
    }),
  }),
});
