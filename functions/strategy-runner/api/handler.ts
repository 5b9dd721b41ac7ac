import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { auditedBy } from '../../../shared/lambda/audited.ts';
import { strategyRunnerRoutes } from './routes.ts';

export const handler = apiHandler('strategies-api', strategyRunnerRoutes, (dependencies) => ({
  tables: dependencies.tables,
  hasLiveBroker: dependencies.settings.BROKERS.includes('zerodha'),
  audited: auditedBy('strategies-api', dependencies),
}));
