import * as z from 'zod';
import type { Clock } from '../../../shared/ports/clock.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { keptSecret, parseSecret, type ReadSecret } from '../../../shared/secrets/secret-reader.ts';

const word = z.string().regex(/^[\x21-\x7e]{1,128}$/);
const schema = z.object({ api_key: word, api_secret: word });

/** Of a Kite Connect app. */
interface KiteCredentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** What the secret is made with, for a person to replace. */
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
 * Where the credentials of the Kite Connect app come from.
 * @throws ProblemError `NOT_CONFIGURED` while nobody has filled them in; what the reader throws
 */
export type ReadKiteCredentials = () => Promise<KiteCredentials>;

/** The credentials in Secrets Manager, kept for a minute. */
export const kiteCredentials = (
  secretId: string,
  clock: Clock,
  readSecret?: ReadSecret,
): ReadKiteCredentials => {
  const secret = keptSecret({ secretId, clock, ...(readSecret && { readSecret }) }, (id, text) =>
    parseSecret(id, text, credentials, SHAPE),
  );
  return async () => {
    const found = (await secret.get()) ?? (await secret.getAnew());
    if (found !== undefined) return found;
    throw new ProblemError(
      'NOT_CONFIGURED',
      `the Kite Connect app is not known yet: put its key and secret into the secret ${secretId}, as docs/operations.md says`,
    );
  };
};
