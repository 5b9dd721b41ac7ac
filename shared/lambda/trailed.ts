import { dynamoProjectionWriter } from '../dynamo/projection-writer.ts';
import { journalTrail } from '../journal/trail.ts';
import { boundedPublisher } from '../kafka/bounded-publisher.ts';
import { trailedPublisher } from '../kernel/trail.ts';
import { marketClock } from '../ports/clock.ts';
import type { Publisher } from '../ports/log.ts';
import type { ApiDependencies } from './api-handler.ts';

/** Publishes the operator actions of an API function to Kafka and the audit trail, bounded in time. */
export const trailedBy = ({
  client,
  publisher,
  settings,
}: Pick<ApiDependencies, 'client' | 'publisher' | 'settings'>): Publisher => {
  const trail = journalTrail({
    projections: dynamoProjectionWriter(client, settings.TABLE_PREFIX),
    marketClock: marketClock(settings.MARKET_CLOCK),
    retentionDays: settings.JOURNAL_RETENTION_DAYS,
  });
  return boundedPublisher(trailedPublisher(publisher, trail));
};
