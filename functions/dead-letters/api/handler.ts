import { dynamoVersionedItems } from '../../../shared/dynamo/versioned-items.ts';
import { apiHandler } from '../../../shared/lambda/api-handler.ts';
import { deadLettersRoutes } from './routes.ts';

export const handler = apiHandler(
  'dead-letters-api',
  deadLettersRoutes,
  ({ client, tables, publisher, settings, logger }) => ({
    tables,
    requests: dynamoVersionedItems(client, settings.TABLE_PREFIX),
    publisher,
    onBadItem: (table, key, problem) => logger.warn('malformed item skipped', { table, key, problem }),
  }),
);
