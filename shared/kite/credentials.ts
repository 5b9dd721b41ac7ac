import * as z from 'zod';
import type { Clock } from '../ports/clock.ts';
import { ProblemError } from '../ports/problems.ts';
import { keptSecret, parseSecret, type ReadSecret } from '../secrets/secret-reader.ts';

const word = z.string().regex(/^[\x21-\x7e]{1,128}$/);
const schema = z.object({ api_key: word, api_secret: word });

/** Credentials of a Kite Connect app. */
interface KiteCredentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The initial content of the secret, which an operator replaces. */
const unfilled = z.strictObject({ api_key: z.literal(''), api_secret: z.literal('') });

const SHAPE =
  'JSON with "api_key" and "api_secret" of your Kite Connect app (https://developers.kite.trade shows them)';

const credentials = z.union([
  unfilled.transform(() => undefined),
  schema.transform(
    ({ api_key, api_secret }): KiteCredentials => ({ apiKey: api_key, apiSecret: api_secret }),
  ),
]);

/**
 * Reads the credentials of the Kite Connect app.
 * @throws ProblemError `NOT_CONFIGURED` while they are empty; errors of the secret reader
 */
export type ReadKiteCredentials = () => Promise<KiteCredentials>;

/** The credentials in Secrets Manager, cached for a minute. */
export const kiteCredentials = (
  secretId: string,
  clock: Clock,
  readSecret?: ReadSecret,
): ReadKiteCredentials => {
  const secret = keptSecret({ secretId, clock, ...(readSecret && { readSecret }) }, (id, text) =>
    parseSecret(id, text, credentials, SHAPE),
  );
  return async () => {
    const found = (await secret.get()) ?? (await secret.refresh());
    if (found !== undefined) return found;
    throw new ProblemError(
      'NOT_CONFIGURED',
      `the Kite Connect app is not configured: store its key and secret in the secret ${secretId}; see docs/operations.md`,
    );
  };
};
