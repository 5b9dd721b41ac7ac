import * as z from 'zod';
import { deadLetterIdPattern } from '../../../shared/dead-letters/dead-letter.ts';
import { eventTopics } from '../../../shared/events/topics.ts';
import { routesFor } from '../../../shared/http/route.ts';
import type { OnBadItem } from '../../../shared/market/read-last-prices.ts';
import type { Publisher } from '../../../shared/ports/log.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';
import type { RedriveRequests } from './redrive-request.ts';

/** Dependencies of the dead-letter routes. */
export interface DeadLettersServices {
  readonly tables: TableReader;
  readonly requests: RedriveRequests;
  readonly publisher: Publisher;
  readonly onBadItem: OnBadItem;
}

export const { sessionRoute } = routesFor<DeadLettersServices>();

const TOPICS: ReadonlySet<string> = new Set(eventTopics().map(({ name }) => name));

export const topicName = z
  .string()
  .max(249)
  .refine((name) => TOPICS.has(name), 'is not an event topic')
  .describe('Original topic of the records, not its dead-letter topic');

export const deadLetterId = z
  .string()
  .regex(deadLetterIdPattern, 'is not the id of a dead letter')
  .describe('Partition and offset on the dead-letter topic');
