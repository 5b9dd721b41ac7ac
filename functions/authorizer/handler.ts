import { Logger } from '@aws-lambda-powertools/logger';
import { addressHasher } from '../../shared/auth/address-hash.ts';
import { secretKeys } from '../../shared/auth/key-ring.ts';
import { secretPublicKeys } from '../../shared/auth/public-keys.ts';
import { usersOf } from '../../shared/auth/roles.ts';
import { dynamoSessionReader } from '../../shared/auth/session-reader.ts';
import { tokenVerifier } from '../../shared/auth/token-verifier.ts';
import { dynamoClient } from '../../shared/dynamo/client.ts';
import { dynamoTableReader } from '../../shared/dynamo/table-reader.ts';
import { lazyMetrics } from '../../shared/lambda/lazy-metrics.ts';
import { reportDenial, reportTampered, reportWarning } from '../../shared/lambda/session-logs.ts';
import { systemClock as clock } from '../../shared/ports/clock.ts';
import { readSettings, required } from '../../shared/settings/settings.ts';
import { answerTo } from './answer.ts';

const settings = readSettings(process.env);
const logger = new Logger({ serviceName: 'alpha-panda', persistentKeys: { api: 'authorizer' } });
const publicKeys = secretPublicKeys({ secretId: required(settings, 'JWT_PUBLIC_SECRET_ID'), clock });
const addressKeys = secretKeys({ secretId: required(settings, 'ADDRESS_SECRET_ID'), clock });
const client = dynamoClient();
const tables = dynamoTableReader(client, settings.TABLE_PREFIX);
const onTampered = reportTampered(logger);
const services = {
  tokens: tokenVerifier({ keys: publicKeys, stage: settings.STAGE, clock }),
  sessions: dynamoSessionReader({ client, tables, prefix: settings.TABLE_PREFIX, publicKeys, onTampered }),
  allowedUsers: usersOf(settings),
  hashAddress: addressHasher(addressKeys, reportWarning(logger, 'address not hashed')),
  onUntouched: reportWarning(logger, 'last use of a session not recorded'),
  onDenied: reportDenial(logger, lazyMetrics(settings.STAGE, 'authorizer')),
};

/** If it throws, the gateway returns 500: no request passes without a decision. */
export const handler = (event: unknown) => answerTo(event, clock.now(), services);
