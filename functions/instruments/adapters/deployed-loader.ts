import type { Logger } from '@aws-lambda-powertools/logger';
import { kiteLogin } from '../../../shared/auth/kite-login.ts';
import { dynamoClient } from '../../../shared/dynamo/client.ts';
import { leanDynamoOf } from '../../../shared/dynamo/lean/client.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { masterReader } from '../../../shared/market/master/reader.ts';
import { systemClock } from '../../../shared/ports/clock.ts';
import type { KiteCredentials } from '../../../shared/ports/kite-login.ts';
import { readKiteSettings } from '../../../shared/settings/kite-settings.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { dynamoMasterStore } from './dynamo-master-store.ts';
import { kiteInstrumentsFile } from './fetch-file.ts';
import { updateStrategyIn } from './update-strategy.ts';

/**
 * The loader's ports as the settings say. A deployment without a Kite Connect app, and one whose user has not logged in
 * today, fetch the file without a token.
 * @throws SettingsError if one is missing or invalid
 */
export const deployedLoader = (
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
  logger: Logger,
) => {
  const { KITE_API_URL: apiUrl } = readKiteSettings(environment, settings.STAGE);
  const client = leanDynamoOf(environment);
  const tables = dynamoTableReader(client, settings.TABLE_PREFIX);
  const login = kiteLogin(settings, tables, systemClock);

  const token = async (): Promise<KiteCredentials | undefined> => {
    try {
      const found = await login();
      if (found.kind === 'session') return found;
      logger.info('without a token', { problem: found.problem });
    } catch (thrown) {
      if (!(thrown instanceof AlphaPandaError)) throw thrown;
      logger.warn('without a token', { problem: thrown.message });
    }
    return undefined;
  };

  return {
    clock: systemClock,
    tables,
    // The head is read again after each load.
    master: masterReader(tables, systemClock, 0),
    updateStrategy: updateStrategyIn(dynamoClient(), settings.TABLE_PREFIX),
    store: dynamoMasterStore(client, settings.TABLE_PREFIX),
    openFile: kiteInstrumentsFile({ apiUrl, token }),
  };
};
