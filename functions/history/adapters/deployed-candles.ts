import { setTimeout as sleep } from 'node:timers/promises';
import { brokerSession } from '../../../shared/auth/broker-session.ts';
import { secretKeys } from '../../../shared/auth/key-ring.ts';
import { secretPublicKeys } from '../../../shared/auth/public-keys.ts';
import { kiteCredentials } from '../../../shared/kite/credentials.ts';
import { kiteRest } from '../../../shared/kite/rest/kite-rest.ts';
import { kitePace } from '../../../shared/kite/rest/rate-limiter.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';
import type { ReadSecret } from '../../../shared/secrets/secret-reader.ts';
import { readKiteSettings } from '../../../shared/settings/kite-settings.ts';
import { required, type Settings } from '../../../shared/settings/settings.ts';
import type { HistoryServices } from '../api/services.ts';
import { problemOfKite } from './kite-problem.ts';

interface DeployedOptions {
  readonly tables: Pick<TableReader, 'get'>;
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly readSecret?: ReadSecret;
}

/** Less than the timeout of the function. */
const TIMEOUT_MS = 15_000;

/**
 * Candles with the broker's token of the caller's session, configured by a deployment's settings.
 * @throws SettingsError if a secret has no name, or as `readKiteSettings`
 */
export const deployedCandles = (options: DeployedOptions): HistoryServices['candles'] => {
  const { tables, settings, environment, clock, readSecret } = options;
  const { KITE_API_URL: apiUrl } = readKiteSettings(environment, settings.STAGE);
  const secret = (secretId: string) => ({ secretId, clock, ...(readSecret && { readSecret }) });
  const publicKeys = secretPublicKeys(secret(required(settings, 'JWT_PUBLIC_SECRET_ID')));
  const keys = secretKeys(secret(required(settings, 'SESSION_SECRET_ID')));
  const app = kiteCredentials(required(settings, 'ZERODHA_SECRET_ID'), clock, readSecret);
  const pace = kitePace({ clock, sleep: (milliseconds) => sleep(milliseconds) });

  return async ({ userId, sessionId }, request) => {
    const session = await brokerSession({ tables, publicKeys, keys, userId, clock });
    if (session.kind === 'none') throw new ProblemError('SESSION_NOT_FOUND', session.problem);
    if (session.sessionId !== sessionId) {
      throw new ProblemError('SESSION_NOT_FOUND', 'another login replaced this session; log in again');
    }
    const { accessToken } = session;
    const credentials = async () => ({ apiKey: (await app()).apiKey, accessToken });
    try {
      return await kiteRest({ apiUrl, credentials, pace, timeoutMs: TIMEOUT_MS }).candles(request);
    } catch (thrown) {
      throw problemOfKite(thrown);
    }
  };
};
