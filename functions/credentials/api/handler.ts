import { randomBytes } from 'node:crypto';
import { factorSecrets } from '../../../shared/auth/factor-secrets.ts';
import { secretKeys } from '../../../shared/auth/key-ring.ts';
import { dynamoUsedOnce } from '../../../shared/auth/used-once.ts';
import { dynamoRequestCounter } from '../../../shared/dynamo/request-counter.ts';
import { dynamoVersionedItems } from '../../../shared/dynamo/versioned-items.ts';
import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { auditedBy } from '../../../shared/lambda/audited.ts';
import { sessionsBy } from '../../../shared/lambda/sessions.ts';
import { systemClock as clock } from '../../../shared/ports/clock.ts';
import { required } from '../../../shared/settings/settings.ts';
import { credentialsRoutes } from './routes.ts';

export const handler = apiHandler('credentials-api', credentialsRoutes, (dependencies) => {
  const { client, tables, settings } = dependencies;
  const prefix = settings.TABLE_PREFIX;
  const { sessions, trail } = sessionsBy(dependencies);
  return {
    tables,
    sessions,
    trail,
    audited: auditedBy('credentials-api', dependencies),
    items: dynamoVersionedItems(client, prefix),
    secrets: factorSecrets(secretKeys({ secretId: required(settings, 'SESSION_SECRET_ID'), clock })),
    usedOnce: dynamoUsedOnce(client, prefix),
    counter: dynamoRequestCounter(client, prefix),
    randomBytes,
  };
});
