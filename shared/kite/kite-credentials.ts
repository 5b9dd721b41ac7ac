import * as z from 'zod';
import type { Clock } from '../kernel/ports.ts';
import {
  type CachedSecret,
  cachedSecret,
  parseSecret,
  type ReadSecret,
  readSecretWithSdk,
} from '../secrets/secret-reader.ts';

const word = z.string().regex(/^[\x21-\x7e]{1,128}$/);
const schema = z.object({ api_key: word, api_secret: word });

/** Of a Kite Connect app. */
export interface KiteCredentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

const SHAPE =
  'JSON with "api_key" and "api_secret" of your Kite Connect app (https://developers.kite.trade shows them); ' +
  'until then nobody can log in';

/** The credentials of the Kite Connect app, kept for a minute. Reading them throws as `parseSecret` does. */
export const kiteCredentials = (
  secretId: string,
  clock: Clock,
  readSecret: ReadSecret = readSecretWithSdk,
): CachedSecret<KiteCredentials> =>
  cachedSecret({
    read: async () => {
      const { api_key, api_secret } = parseSecret(secretId, await readSecret(secretId), schema, SHAPE);
      return { apiKey: api_key, apiSecret: api_secret };
    },
    clock,
    maxAgeMs: 60_000,
    minAgeMs: 5_000,
    keepMs: 15 * 60_000,
  });
