import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { auditedBy } from '../../../shared/lambda/audited.ts';
import { strategyRunnerRoutes } from './routes.ts';

export const handler = apiHandler('strategies-api', strategyRunnerRoutes, (dependencies) => ({
  tables: dependencies.tables,
  audited: auditedBy('strategies-api', dependencies),
}));
