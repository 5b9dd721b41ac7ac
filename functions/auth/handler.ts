import { issuing } from '../../shared/auth/issuing.ts';
import { secretKeys } from '../../shared/auth/key-ring.ts';
import { loginTrail } from '../../shared/auth/login-trail.ts';
import { dynamoSessionStore } from '../../shared/auth/session-store.ts';
import { tokenCipher } from '../../shared/auth/token-cipher.ts';
import { dynamoUsedOnce } from '../../shared/auth/used-once.ts';
import { dynamoRequestCounter } from '../../shared/dynamo/request-counter.ts';
import { boundedPublisher } from '../../shared/kafka/bounded-publisher.ts';
import { systemClock as clock } from '../../shared/kernel/ports.ts';
import { deployedKite } from '../../shared/kite/deployed-kite.ts';
import { apiHandler } from '../../shared/lambda/api-handler.ts';
import { reportLostEvent, reportTampered } from '../../shared/lambda/session-logs.ts';
import { required } from '../../shared/settings/settings.ts';
import { authRoutes } from './routes.ts';

export const handler = apiHandler('auth-api', authRoutes, ({ client, tables, settings, ...more }) => {
  const { TABLE_PREFIX: prefix, STAGE: stage } = settings;
  const { tokens, ...keys } = issuing({
    secretId: required(settings, 'JWT_SECRET_ID'),
    publicSecretId: required(settings, 'JWT_PUBLIC_SECRET_ID'),
    stage,
    clock,
  });
  const sessionKeys = secretKeys({ secretId: required(settings, 'SESSION_SECRET_ID'), clock });
  const onTampered = reportTampered(more.logger);
  const sessions = dynamoSessionStore({ client, tables, prefix, ...keys, onTampered });
  const publisher = boundedPublisher(more.publisher);
  return {
    kite: deployedKite(settings, more.environment, clock),
    sessions,
    tokens,
    brokerTokens: tokenCipher(sessionKeys),
    usedOnce: dynamoUsedOnce(client, prefix),
    counter: dynamoRequestCounter(client, prefix),
    trail: loginTrail({ publisher, sessions, report: reportLostEvent(more.logger) }),
    allowedUsers: settings.ZERODHA_USER_IDS,
  };
});
