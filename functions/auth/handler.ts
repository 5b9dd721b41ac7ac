import { JwtManager } from '../../shared/auth/jwt-manager.ts';
import { secretKeys } from '../../shared/auth/key-ring.ts';
import { loginTrail } from '../../shared/auth/login-trail.ts';
import { dynamoSessionStore } from '../../shared/auth/session-store.ts';
import { tokenCipher } from '../../shared/auth/token-cipher.ts';
import { dynamoUsedOnce } from '../../shared/auth/used-once.ts';
import { dynamoRequestCounter } from '../../shared/dynamo/request-counter.ts';
import { boundedPublisher } from '../../shared/kafka/bounded-publisher.ts';
import { systemClock as clock } from '../../shared/kernel/ports.ts';
import { kiteCredentials } from '../../shared/kite/kite-credentials.ts';
import { kiteconnectSessions } from '../../shared/kite/kiteconnect-sessions.ts';
import { apiHandler } from '../../shared/lambda/api-handler.ts';
import { reportLostEvent, reportTampered } from '../../shared/lambda/session-logs.ts';
import { readKiteSettings } from '../../shared/settings/kite-settings.ts';
import { required } from '../../shared/settings/settings.ts';
import { authRoutes } from './routes.ts';

/** How long somebody who logs in waits for Kafka. The session is saved before. */
const PUBLISH_LIMIT_MS = 2_000;

export const handler = apiHandler('auth-api', authRoutes, ({ client, tables, settings, ...more }) => {
  const { TABLE_PREFIX: prefix, STAGE: stage } = settings;
  const { KITE_API_URL: apiUrl, KITE_LOGIN_URL: loginUrl } = readKiteSettings(more.environment, stage);
  const jwtKeys = secretKeys({ secretId: required(settings, 'JWT_SECRET_ID'), clock });
  const sessionKeys = secretKeys({ secretId: required(settings, 'SESSION_SECRET_ID'), clock });
  const credentials = kiteCredentials(required(settings, 'ZERODHA_SECRET_ID'), clock);
  const onTampered = reportTampered(more.logger);
  const sessions = dynamoSessionStore({ client, tables, prefix, keys: jwtKeys, onTampered });
  const publisher = boundedPublisher(more.publisher, PUBLISH_LIMIT_MS);
  return {
    kite: kiteconnectSessions({ credentials, apiUrl, loginUrl }),
    sessions,
    tokens: new JwtManager({ keys: jwtKeys, stage, clock }),
    brokerTokens: tokenCipher(sessionKeys),
    usedOnce: dynamoUsedOnce(client, prefix),
    counter: dynamoRequestCounter(client, prefix),
    trail: loginTrail({ publisher, sessions, report: reportLostEvent(more.logger) }),
    allowedUsers: settings.ZERODHA_USER_IDS,
  };
});
