import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { journalRoutes } from './routes.ts';

export const handler = apiHandler('journal-api', journalRoutes, ({ tables, logger }) => ({
  tables,
  onBadItem: (table, key, problem) => logger.warn('malformed item skipped', { table, key, problem }),
}));
