import * as z from 'zod';
import { brokerAccessToken, kiteUserId } from '../../../shared/auth/session-item.ts';
import type { ReadKiteCredentials } from '../../../shared/kite/credentials.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import type { KiteProfile, KiteSessions } from '../kite-sessions.ts';
import { kiteFailure, madeByClient } from './kite-failure.ts';

const TIMEOUT_MS = 5_000;
/** Far above the size of any response used here. */
const MAX_BYTES = 262_144;

const text = z.string().max(256);
const profileSchema = z
  .object({
    user_id: kiteUserId,
    user_name: text.nullish(),
    user_shortname: text.nullish(),
    email: z.string().max(320).nullish(),
  })
  .transform(
    (profile): KiteProfile => ({
      userId: profile.user_id,
      userName: profile.user_name ?? '',
      userShortname: profile.user_shortname ?? '',
      email: profile.email ?? '',
    }),
  );

const sessionSchema = z.object({ access_token: brokerAccessToken });

/** Validates a response. The client returns an HTML page with status 200 like any other response. */
const parsed = <Value>(schema: z.ZodType<Value>, answer: unknown): Value => {
  const { success, data } = schema.safeParse(answer);
  if (success) return data;
  if (madeByClient(answer)) throw kiteFailure(answer);
  throw new ProblemError('ZERODHA_ERROR', 'Kite returned a response of an unexpected shape');
};

interface KiteconnectOptions {
  readonly credentials: ReadKiteCredentials;
  /** Base URL of the API, for example `https://api.kite.trade`. */
  readonly apiUrl: string;
  /** Base URL of the login page, for example `https://kite.zerodha.com`. */
  readonly loginUrl: string;
  readonly timeoutMs?: number;
}

/**
 * Kite sessions through Zerodha's client, which is loaded at the first login. Each call has its own client, because a
 * client stores its token.
 */
export const kiteconnectSessions = (options: KiteconnectOptions): KiteSessions => {
  const clientFor = async (accessToken?: string) => {
    const [{ KiteConnect }, { apiKey, apiSecret }] = await Promise.all([
      import('./kite-client.ts'),
      options.credentials(),
    ]);
    const timeout = options.timeoutMs ?? TIMEOUT_MS;
    const client = new KiteConnect({
      api_key: apiKey,
      root: options.apiUrl,
      timeout,
      ...(accessToken === undefined ? {} : { access_token: accessToken }),
    });
    return { client: withLimits(client, timeout), apiSecret };
  };

  const guarded = async <Value>(call: () => Promise<Value>): Promise<Value> => {
    try {
      return await call();
    } catch (thrown) {
      throw kiteFailure(thrown);
    }
  };

  return {
    profile: (accessToken) =>
      guarded(async () => {
        const { client } = await clientFor(accessToken);
        return parsed(profileSchema, await client.getProfile());
      }),

    exchange: (requestToken) =>
      guarded(async () => {
        const { client, apiSecret } = await clientFor();
        const session: unknown = await client.generateSession(requestToken, apiSecret);
        return parsed(sessionSchema, session).access_token;
      }),

    invalidate: (accessToken) =>
      guarded(async () => {
        const { client } = await clientFor(accessToken);
        parsed(z.literal(true), await client.invalidateAccessToken(accessToken));
      }),

    async loginUrl(state) {
      const { apiKey } = await options.credentials();
      const url = new URL('/connect/login', options.loginUrl);
      url.searchParams.set('v', '3');
      url.searchParams.set('api_key', apiKey);
      url.searchParams.set('redirect_params', new URLSearchParams({ state }).toString());
      return url.href;
    },
  };
};

/** The axios instance of a client, which its types do not declare. */
const requester = z.object({
  requestInstance: z.custom<{ readonly defaults: Record<string, unknown> }>(
    (value) => typeof value === 'function' && 'defaults' in value,
  ),
});

/**
 * Follows no redirect, which would forward the token, and limits size and total time. The timeout of axios restarts
 * with every byte.
 */
const withLimits = <Client extends object>(client: Client, timeoutMs: number): Client => {
  const { requestInstance } = requester.parse(client);
  Object.assign(requestInstance.defaults, {
    maxRedirects: 0,
    maxContentLength: MAX_BYTES,
    signal: AbortSignal.timeout(timeoutMs),
  });
  return client;
};
