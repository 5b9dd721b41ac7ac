import * as z from 'zod';
import { DEAD_LETTER_ID } from '../../../shared/events/data/operator.ts';
import { eventTopics, LAMBDA_FAILURES } from '../../../shared/events/topics.ts';
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

/** The topics that dead letters belong to. Lambda's messages without a known record belong to its own topic. */
export const TOPICS_OF_LETTERS: readonly string[] = [...eventTopics(), LAMBDA_FAILURES].map(
  ({ name }) => name,
);

const TOPICS: ReadonlySet<string> = new Set(TOPICS_OF_LETTERS);

export const topicName = z
  .string()
  .max(249)
  .refine((name) => TOPICS.has(name), 'is not an event topic')
  .describe('Original topic of the records, not its dead-letter topic');

export const deadLetterId = z
  .string()
  .regex(DEAD_LETTER_ID, 'is not the id of a dead letter')
  .describe('Partition and offset of the record, the stage that rejected it, and a digest');
