import * as z from 'zod';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, pageOf, pageQuery } from '../../../shared/http/cursor.ts';
import { selectDeadLetters, type WithRedrive } from './find-dead-letters.ts';
import { deadLetterId, sessionRoute, topicName } from './services.ts';
import { deadLetterSummary, summaryOf } from './summary.ts';

/** Last dead letter of the previous page. The route names the topic. */
export const deadLetterPlace = z.strictObject({ dead_letter_id: deadLetterId });

export const stageFilter = z.string().min(1).max(128).optional().describe('Filter by stage');
export const reasonFilter = z.string().min(1).max(128).optional().describe('Filter by reason');

export const matches = (
  { letter }: WithRedrive,
  { stage, reason }: { readonly stage?: string | undefined; readonly reason?: string | undefined },
): boolean =>
  (stage === undefined || letter.stage === stage) && (reason === undefined || letter.reason === reason);

export const listDeadLetters = sessionRoute({
  operation: 'listDeadLetters',
  method: 'GET',
  path: '/dead-letters/{topic}',
  tag: 'Dead letters',
  summary: 'List dead letters of a topic',
  description:
    'By partition and offset of the record, last first. One request reads at most 1,000 dead letters. With a filter, a page may be shorter than its limit ' +
    'or empty; continue while it has a next_cursor.',
  params: z.strictObject({ topic: topicName }),
  query: z.strictObject({
    ...pageQuery,
    stage: stageFilter,
    reason: reasonFilter,
    redriven: z.enum(['true', 'false']).optional().describe('Filter by whether it was redriven'),
  }),
  reply: pageOf(deadLetterSummary),
  problems: ['INVALID_CURSOR'],
  async handle({ params, query }, services) {
    const { limit = DEFAULT_PAGE, cursor, stage, reason, redriven } = query;
    const { letters, next } = await selectDeadLetters(services, {
      topic: params.topic,
      newestFirst: true,
      after: cursor === undefined ? undefined : decodeCursor(cursor, deadLetterPlace).dead_letter_id,
      limit,
      wanted: (one) =>
        matches(one, { stage, reason }) &&
        (redriven === undefined || (one.redrive !== undefined) === (redriven === 'true')),
    });
    return {
      body: {
        items: letters.map(summaryOf),
        ...(next !== undefined && { next_cursor: encodeCursor({ dead_letter_id: next }) }),
      },
    };
  },
});
