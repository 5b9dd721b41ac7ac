import { dynamoNoteUse } from '../../../shared/dynamo/note-use.ts';
import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { auditedBy } from '../../../shared/lambda/audited.ts';
import { riskManagerRoutes } from './routes.ts';

export const handler = apiHandler('risk-api', riskManagerRoutes, (dependencies) => ({
  tables: dependencies.tables,
  audited: auditedBy('risk-api', dependencies),
  users: dependencies.settings,
  ceilings: dependencies.settings.LIVE_LIMIT_CEILINGS,
  noteUse: dynamoNoteUse(dependencies.client, dependencies.settings.TABLE_PREFIX, (error_message) =>
    dependencies.logger.warn('last use of a stop credential not recorded', { error_message }),
  ),
}));
