import { kiteCredentials } from '../../../shared/kite/credentials.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { readKiteSettings } from '../../../shared/settings/kite-settings.ts';
import { required, type Settings } from '../../../shared/settings/settings.ts';
import type { KiteSessions } from '../kite-sessions.ts';
import { kiteconnectSessions } from './kiteconnect-sessions.ts';

/**
 * Kite sessions, configured by a deployment's settings.
 * @throws SettingsError as `readKiteSettings`, or if the secret has no name
 */
export const deployedKite = (
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): KiteSessions => {
  const { KITE_API_URL: apiUrl, KITE_LOGIN_URL: loginUrl } = readKiteSettings(environment, settings.STAGE);
  const credentials = kiteCredentials(required(settings, 'ZERODHA_SECRET_ID'), clock);
  return kiteconnectSessions({ credentials, apiUrl, loginUrl });
};
