import { deployedCallers } from '../../../shared/auth/callers.ts';
import { secretKeys } from '../../../shared/auth/key-ring.ts';
import { usersOf } from '../../../shared/auth/roles.ts';
import { tokenCipher } from '../../../shared/auth/token-cipher.ts';
import { dynamoUsedOnce } from '../../../shared/auth/used-once.ts';
import { dynamoRequestCounter } from '../../../shared/dynamo/request-counter.ts';
import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { countingActions } from '../../../shared/lambda/security-metrics.ts';
import { sessionsBy } from '../../../shared/lambda/sessions.ts';
import { systemClock as clock } from '../../../shared/ports/clock.ts';
import { required } from '../../../shared/settings/settings.ts';
import { deployedKite } from '../adapters/deployed-kite.ts';
import { authRoutes } from './routes.ts';

export const handler = apiHandler('auth-api', authRoutes, (dependencies) => {
  const { client, settings, environment, count } = dependencies;
  const prefix = settings.TABLE_PREFIX;
  return {
    ...sessionsBy(dependencies),
    kite: deployedKite(settings, environment, clock),
    brokerTokens: tokenCipher(secretKeys({ secretId: required(settings, 'SESSION_SECRET_ID'), clock })),
    usedOnce: dynamoUsedOnce(client, prefix),
    counter: dynamoRequestCounter(client, prefix),
    ...deployedCallers({ ...dependencies, clock }),
    onDone: countingActions(count),
    allowedUsers: usersOf(settings),
  };
});
