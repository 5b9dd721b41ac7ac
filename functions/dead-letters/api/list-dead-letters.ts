import * as z from 'zod';
import { DEFAULT_PAGE, decodeCursor, encodeCursor, pageOf, pageQuery } from '../../../shared/http/cursor.ts';
import { selectDeadLetters, type WithRedrive } from './find-dead-letters.ts';
import { deadLetterId, sessionRoute, topicName } from './services.ts';
import { deadLetterSummary, summaryOf } from './summary.ts';

/** Behind which letter a list goes on; of which topic, its route says. */
export const deadLetterPlace = z.strictObject({ dead_letter_id: deadLetterId });

/** What letters are chosen by, whoever chooses. */
export const stageFilter = z.string().min(1).max(128).optional().describe('Only what this stage gave up');
export const reasonFilter = z.string().min(1).max(128).optional().describe('Only what was given up for this');

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
  summary: "A topic's dead letters, newest first",
  description:
    'One answer looks through 1,000 dead letters at most, so that it may have fewer than were asked for, or none, and ' +
    'a next_cursor all the same.',
  params: z.strictObject({ topic: topicName }),
  query: z.strictObject({
    ...pageQuery,
    stage: stageFilter,
    reason: reasonFilter,
    redriven: z.enum(['true', 'false']).optional().describe('Only what was put back, or was not'),
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
        (redriven === undefined || (one.mark !== undefined) === (redriven === 'true')),
    });
    return {
      body: {
        items: letters.map(summaryOf),
        ...(next !== undefined && { next_cursor: encodeCursor({ dead_letter_id: next }) }),
      },
    };
  },
});
