import * as z from 'zod';
import { publicRoute } from './services.ts';

/** How long a person has for Kite's login page. */
const STATE_LIFE_MS = 10 * 60_000;

export const getLoginUrl = publicRoute({
  operation: 'getLoginUrl',
  method: 'GET',
  path: '/auth/zerodha/url',
  tag: 'Auth',
  summary: "The address of Kite's login page for one login",
  description:
    'Make a random code_verifier and keep it, send its SHA-256 here, send the person to the url, and hand what comes back to POST /auth/login/request-token together with the verifier. Only who began a login can finish it.',
  query: z.strictObject({
    code_challenge: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/, 'must be a SHA-256 in base64url, which has 43 characters')
      .describe('SHA-256 of the code_verifier, in base64url without padding'),
  }),
  reply: z.strictObject({
    url: z.url(),
    state: z.string().describe('Comes back from the login page; it can be used once'),
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
