import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { portfolioRoutes } from './routes.ts';

export const handler = apiHandler('portfolio-api', portfolioRoutes, ({ tables, logger }) => ({
  tables,
  onBadItem: (table, key, problem) => logger.warn('malformed item skipped', { table, key, problem }),
}));
