import * as z from 'zod';
import { publicRoute } from './services.ts';

/** Time to complete Kite's login page. */
const STATE_LIFE_MS = 10 * 60_000;

export const getLoginUrl = publicRoute({
  operation: 'getLoginUrl',
  method: 'GET',
  path: '/auth/zerodha/url',
  tag: 'Auth',
  summary: 'Get a login URL',
  description:
    'Returns the URL of the Kite login page for one login. Create a random code_verifier, keep it, and send its SHA-256 here. Open the URL in a browser. Then send the callback parameters and the verifier to POST /auth/login/request-token. Only the client that started a login can complete it.',
  query: z.strictObject({
    code_challenge: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/, 'must be a SHA-256 in base64url, which has 43 characters')
      .describe('SHA-256 of the code_verifier, in base64url without padding'),
  }),
  reply: z.strictObject({
    url: z.url(),
    state: z.string().describe('Returned by the login page; valid for one login'),
    expires_at: z.iso.datetime({ precision: 3 }),
  }),
  problems: ['NOT_CONFIGURED', 'UNAVAILABLE'],
  async handle({ query, now, newId }, { kite, tokens }) {
    const expiresAt = Math.floor((now + STATE_LIFE_MS) / 1_000) * 1_000;
    const state = await tokens.issueState({ id: newId(), codeChallenge: query.code_challenge, expiresAt });
    return {
      body: { url: await kite.loginUrl(state), state, expires_at: new Date(expiresAt).toISOString() },
    };
  },
});
