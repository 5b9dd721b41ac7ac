import * as z from 'zod';
import { deadLetterName, recordPlace } from '../../../shared/dead-letters/dead-letter.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { decode, decodedBytes } from './decoded-bytes.ts';
import { findDeadLetters } from './find-dead-letters.ts';
import { deadLetterId, sessionRoute, topicName } from './services.ts';
import { deadLetterSummary, isoOf, summaryOf } from './summary.ts';

const wholeLetter = deadLetterSummary.extend({
  lies_at: z
    .strictObject({ topic: z.string(), partition: z.int().optional(), offset: z.int().optional() })
    .describe('Position of the record in the log, on its own topic or on a dead-letter topic'),
  expires_at: z.string().optional(),
  key: decodedBytes.optional().describe('Absent if the record has no key'),
  value: decodedBytes.optional().describe('Absent if the record has no value or is too large'),
  headers: z
    .array(z.strictObject({ name: z.string(), value: decodedBytes }))
    .optional()
    .describe('In record order; names may repeat'),
  value_omitted: z
    .boolean()
    .optional()
    .describe('True if the record is larger than an item: read it from `lies_at`'),
});

export const getDeadLetter = sessionRoute({
  operation: 'getDeadLetter',
  method: 'GET',
  path: '/dead-letters/{topic}/{dead_letter_id}',
  tag: 'Dead letters',
  summary: 'Get a dead letter',
  description: 'Returns one dead letter with the bytes of its record.',
  params: z.strictObject({ topic: topicName, dead_letter_id: deadLetterId }),
  reply: wholeLetter,
  problems: ['NOT_FOUND'],
  async handle({ params }, services) {
    const all = await findDeadLetters(services, params.topic, [params.dead_letter_id]);
    const found = all.get(deadLetterName(params));
    if (found === undefined) {
      throw new ProblemError('NOT_FOUND', 'the dead letter does not exist or has expired');
    }
    const { letter } = found;
    return {
      body: {
        ...summaryOf(found),
        lies_at: recordPlace(letter),
        expires_at: letter.expires_at === undefined ? undefined : isoOf(letter.expires_at * 1_000),
        key: letter.key && decode(letter.key),
        value: letter.value && decode(letter.value),
        headers: letter.headers?.map(({ name, value }) => ({ name, value: decode(value) })),
        value_omitted: letter.value_omitted,
      },
    };
  },
});
