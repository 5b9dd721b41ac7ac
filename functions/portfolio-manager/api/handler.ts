import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { portfolioRoutes } from './routes.ts';

export const handler = apiHandler('portfolio-api', portfolioRoutes, ({ tables, logger }) => ({
  tables,
  onBadItem: (table, key, problem) => logger.warn('item is left out', { table, key, problem }),
}));
