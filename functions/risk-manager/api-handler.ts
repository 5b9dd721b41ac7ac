import { apiHandler } from '../../shared/lambda/api-handler.ts';
import { auditedBy } from '../../shared/lambda/audited.ts';
import { riskManagerRoutes } from './api/routes.ts';

export const handler = apiHandler('risk-api', riskManagerRoutes, (dependencies) => ({
  tables: dependencies.tables,
  audited: auditedBy('risk-api', dependencies),
}));
