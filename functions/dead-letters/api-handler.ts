import { apiHandler } from '../../shared/lambda/api-handler.ts';
import { deadLettersRoutes } from './api/routes.ts';

export const handler = apiHandler('dead-letters-api', deadLettersRoutes, ({ tables, publisher, logger }) => ({
  tables,
  publisher,
  onBadItem: (table, key, problem) => logger.warn('item is left out', { table, key, problem }),
}));
