import { deployedCallers } from '../../../shared/auth/callers.ts';
import { issuing } from '../../../shared/auth/issuing.ts';
import { secretKeys } from '../../../shared/auth/key-ring.ts';
import { loginTrail } from '../../../shared/auth/login-trail.ts';
import { usersOf } from '../../../shared/auth/roles.ts';
import { dynamoSessionStore } from '../../../shared/auth/session-store.ts';
import { dynamoUsedOnce } from '../../../shared/auth/used-once.ts';
import { dynamoRequestCounter } from '../../../shared/dynamo/request-counter.ts';
import { boundedPublisher } from '../../../shared/kafka/bounded-publisher.ts';
import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { countingActions } from '../../../shared/lambda/security-metrics.ts';
import { reportLostEvent, reportTampered } from '../../../shared/lambda/session-logs.ts';
import { systemClock as clock } from '../../../shared/ports/clock.ts';
import { required } from '../../../shared/settings/settings.ts';
import { deployedKite } from '../adapters/deployed-kite.ts';
import { tokenCipher } from '../adapters/token-cipher.ts';
import { authRoutes } from './routes.ts';

export const handler = apiHandler('auth-api', authRoutes, (dependencies) => {
  const { client, tables, settings, environment, logger, count } = dependencies;
  const prefix = settings.TABLE_PREFIX;
  const { tokens, ...keys } = issuing(settings, clock);
  const onTampered = reportTampered(logger, count);
  const sessions = dynamoSessionStore({ client, tables, prefix, ...keys, onTampered });
  const publisher = boundedPublisher(dependencies.publisher);
  return {
    kite: deployedKite(settings, environment, clock),
    sessions,
    tokens,
    brokerTokens: tokenCipher(secretKeys({ secretId: required(settings, 'SESSION_SECRET_ID'), clock })),
    usedOnce: dynamoUsedOnce(client, prefix),
    counter: dynamoRequestCounter(client, prefix),
    ...deployedCallers({ ...dependencies, clock }),
    trail: loginTrail({ publisher, sessions, report: reportLostEvent(logger) }),
    onDone: countingActions(count),
    allowedUsers: usersOf(settings),
  };
});
