import { type AuditedItems, auditedItems } from '../audit/audited-items.ts';
import { dynamoVersionedItems } from '../dynamo/versioned-items.ts';
import { messageOf } from '../errors.ts';
import type { ApiDependencies } from './api-handler.ts';
import { countingActions } from './security-metrics.ts';
import { trailedBy } from './trailed.ts';

/** Audited changes of the project's tables, for the routes of an API. */
export const auditedBy = (
  source: string,
  {
    client,
    publisher,
    settings,
    logger,
    count,
  }: Pick<ApiDependencies, 'client' | 'publisher' | 'settings' | 'logger' | 'count'>,
): AuditedItems =>
  auditedItems({
    items: dynamoVersionedItems(client, settings.TABLE_PREFIX),
    publisher: trailedBy({ client, publisher, settings }),
    source,
    onChanged: countingActions(count),
    report: (thrown) =>
      logger.warn('audit entry pending, published later', { error_message: messageOf(thrown) }),
  });
