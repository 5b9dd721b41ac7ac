import { kiteCredentials } from '../kite/credentials.ts';
import type { Clock } from '../ports/clock.ts';
import type { FoundCredentials } from '../ports/kite-login.ts';
import type { TableReader } from '../ports/table-reader.ts';
import type { ReadSecret } from '../secrets/secret-reader.ts';
import { required, type Settings } from '../settings/settings.ts';
import { brokerSession } from './broker-session.ts';
import { secretKeys } from './key-ring.ts';
import { secretPublicKeys } from './public-keys.ts';

/**
 * Finds the credentials of the account that is traded: the first of the owners.
 * @throws SettingsError if a secret has no name
 */
export const kiteLogin = (
  settings: Settings,
  tables: Pick<TableReader, 'get'>,
  clock: Clock,
  readSecret?: ReadSecret,
): (() => Promise<FoundCredentials>) => {
  const secret = { clock, ...(readSecret && { readSecret }) };
  const publicKeys = secretPublicKeys({ secretId: required(settings, 'JWT_PUBLIC_SECRET_ID'), ...secret });
  const keys = secretKeys({ secretId: required(settings, 'SESSION_SECRET_ID'), ...secret });
  const app = kiteCredentials(required(settings, 'ZERODHA_SECRET_ID'), clock, readSecret);
  const [userId] = settings.ZERODHA_USER_IDS;
  return async () => {
    if (userId === undefined) {
      return { kind: 'none', problem: 'the deployment has no owner: set zerodhaUserIds, then log in' };
    }
    const session = await brokerSession({ tables, publicKeys, keys, userId, clock });
    if (session.kind === 'none') return session;
    const { apiKey } = await app();
    return { kind: 'session', apiKey, accessToken: session.accessToken };
  };
};
