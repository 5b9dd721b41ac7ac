import { Logger } from '@aws-lambda-powertools/logger';
import { bearerToken } from '../../shared/auth/bearer.ts';
import { secretPublicKeys } from '../../shared/auth/public-keys.ts';
import { dynamoSessionReader } from '../../shared/auth/session-reader.ts';
import { tokenVerifier } from '../../shared/auth/token-verifier.ts';
import { dynamoClient } from '../../shared/dynamo/client.ts';
import { dynamoTableReader } from '../../shared/dynamo/table-reader.ts';
import { messageOf } from '../../shared/errors.ts';
import { systemClock as clock } from '../../shared/kernel/ports.ts';
import { reportDenial, reportTampered } from '../../shared/lambda/session-logs.ts';
import { readSettings, required } from '../../shared/settings/settings.ts';
import { answerOf, authorizationHeader } from './answer.ts';
import { authorize } from './authorize.ts';

const settings = readSettings(process.env);
const logger = new Logger({ serviceName: 'alpha-panda', persistentKeys: { api: 'authorizer' } });
const publicKeys = secretPublicKeys({ secretId: required(settings, 'JWT_PUBLIC_SECRET_ID'), clock });
const client = dynamoClient();
const sessions = dynamoSessionReader({
  client,
  tables: dynamoTableReader(client, settings.TABLE_PREFIX),
  prefix: settings.TABLE_PREFIX,
  publicKeys,
  onTampered: reportTampered(logger),
});
const services = {
  tokens: tokenVerifier({ keys: publicKeys, stage: settings.STAGE, clock }),
  sessions,
  allowedUsers: settings.ZERODHA_USER_IDS,
  onUntouched: (thrown: unknown) =>
    logger.warn('the use of a session was not noted', { error_message: messageOf(thrown) }),
};

/** What it throws, the gateway answers with 500: nobody comes in while nobody knows who may. */
export const handler = async (event: unknown) => {
  const decision = await authorize(bearerToken(authorizationHeader(event)), clock.now(), services);
  if (!decision.allowed) reportDenial(logger)(decision);
  return answerOf(decision);
};
