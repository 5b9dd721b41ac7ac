import * as z from 'zod';
import { deadLetterName, REFUSALS, redrivable } from '../../../shared/dead-letters/dead-letter.ts';
import { timestamp, uuid } from '../../../shared/events/data/fields.ts';
import { topicDefinition } from '../../../shared/events/topics.ts';
import { decodeCursor, encodeCursor } from '../../../shared/http/cursor.ts';
import { refuseOthers } from '../../../shared/http/permission.ts';
import { reason } from '../../../shared/http/reason.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { findDeadLetters, MAX_SCANNED, selectDeadLetters, type WithRedrive } from './find-dead-letters.ts';
import { deadLetterPlace, matches, reasonFilter, stageFilter } from './list-dead-letters.ts';
import { commandFor } from './redrive-command.ts';
import { recordRequest } from './redrive-request.ts';
import { type DeadLettersServices, deadLetterId, sessionRoute, topicName } from './services.ts';

const body = z
  .strictObject({
    topic: topicName,
    dead_letter_ids: z.array(deadLetterId).min(1).max(100).optional().describe('Redrive these'),
    all: z
      .literal(true)
      .optional()
      .describe('Redrive all that were not redriven and match the filters, oldest first'),
    stage: stageFilter,
    reason_code: reasonFilter,
    before: timestamp.optional().describe('Filter: dead-lettered before this time'),
    cursor: z
      .string()
      .regex(/^[A-Za-z0-9_-]+$/, 'is not a cursor of this route')
      .max(1_024)
      .optional()
      .describe('next_cursor of the previous response, if some remain'),
    reason,
  })
  .refine((one) => (one.dead_letter_ids === undefined) !== (one.all === undefined), {
    path: ['dead_letter_ids'],
    error: 'give either dead_letter_ids or all: true',
  })
  .refine(
    ({ all, stage, reason_code, before, cursor }) =>
      all === true || [stage, reason_code, before, cursor].every((one) => one === undefined),
    { path: ['all'], error: 'stage, reason_code, before and cursor need all: true' },
  );

type Wanted = z.infer<typeof body>;

const skippedDeadLetter = z.strictObject({
  dead_letter_id: z.string(),
  code: z.enum(['NOT_FOUND', 'ALREADY_REDRIVEN', ...REFUSALS]),
  why: z.string(),
});

type Skipped = z.infer<typeof skippedDeadLetter>;

interface Choice {
  readonly chosen: readonly WithRedrive[];
  readonly missing: readonly Skipped[];
  readonly next?: string;
}

const chooseByIds = async (
  services: DeadLettersServices,
  topic: string,
  wanted: readonly string[],
): Promise<Choice> => {
  // Log order: the order of events of one key.
  const ids = [...new Set(wanted)].toSorted();
  const found = await findDeadLetters(services, topic, ids);
  const ordered = ids.map((id) => found.get(deadLetterName({ topic, dead_letter_id: id })));
  return {
    chosen: ordered.flatMap((one) => one ?? []),
    missing: ids.flatMap((dead_letter_id, place) =>
      ordered[place] === undefined
        ? { dead_letter_id, code: 'NOT_FOUND', why: 'it does not exist or has expired' }
        : [],
    ),
  };
};

const chooseAll = async (services: DeadLettersServices, wanted: Wanted): Promise<Choice> => {
  const { topic, stage, reason_code: reason, before, cursor } = wanted;
  const until = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before);
  const { letters, next } = await selectDeadLetters(services, {
    topic,
    newestFirst: false,
    after: cursor === undefined ? undefined : decodeCursor(cursor, deadLetterPlace).dead_letter_id,
    limit: MAX_SCANNED,
    wanted: (one) =>
      one.redrive === undefined &&
      one.letter.dead_letter_timestamp < until &&
      matches(one, { stage, reason }),
  });
  return { chosen: letters, missing: [], ...(next !== undefined && { next }) };
};

const skipped = ({ letter, redrive }: WithRedrive): readonly Skipped[] => {
  const { dead_letter_id } = letter;
  if (redrive !== undefined) {
    const as = redrive.letter_id === dead_letter_id ? '' : ` as ${redrive.letter_id}`;
    return [
      { dead_letter_id, code: 'ALREADY_REDRIVEN', why: `${redrive.redriven_by} already redrove it${as}` },
    ];
  }
  const taker = redrivable(letter);
  return 'code' in taker ? [{ dead_letter_id, code: taker.code, why: taker.why }] : [];
};

export const redriveDeadLetters = sessionRoute({
  operation: 'redriveDeadLetters',
  method: 'POST',
  path: '/dead-letters/redrives',
  tag: 'Dead letters',
  summary: 'Redrive dead letters',
  description:
    'Requests that dead letters return to their topics. Each is redriven at most once, and only the stage that ' +
    'rejected it processes it. A redrive that fails creates a new dead letter that names this one. Redrives are ' +
    'asynchronous: follow them in the list or in the trace of the correlation id. One request takes at most 1,000. ' +
    'Only the owner of the live account can redrive records of the live broker.',
  body,
  reply: z.strictObject({
    redrives: z.int().describe('Number of requested redrives'),
    skipped: z.array(skippedDeadLetter).describe('Dead letters that are not redriven, and why'),
    remaining: z.boolean().describe('Whether more may match'),
    next_cursor: z.string().optional().describe('Cursor of the next request, if some remain'),
    correlation_id: uuid,
  }),
  status: 202,
  problems: ['INVALID_CURSOR', 'NOT_REDRIVABLE'],
  writes: true,
  async handle(call, services) {
    const { topic, dead_letter_ids: ids, reason } = call.body;
    if (topicDefinition(topic).broker === 'zerodha') refuseOthers(call.caller, 'account_owner');
    const { chosen, missing, next } =
      ids === undefined ? await chooseAll(services, call.body) : await chooseByIds(services, topic, ids);
    const left = [...missing, ...chosen.flatMap(skipped)];
    const redriven = chosen.filter((one) => skipped(one).length === 0).map(({ letter }) => letter);
    if (ids !== undefined && redriven.length === 0) {
      throw new ProblemError('NOT_REDRIVABLE', 'none of these dead letters can be redriven', {
        fields: left.map(({ dead_letter_id, code, why }) => ({
          field: `body.dead_letter_ids.${dead_letter_id}`,
          problem: `${code}: ${why}`,
        })),
      });
    }
    if (redriven.length > 0) {
      const deadLetterIds = redriven.map(({ dead_letter_id }) => dead_letter_id);
      await recordRequest(services.requests, { topic, deadLetterIds, reason }, call);
    }
    await services.publisher.publish(redriven.map((letter) => commandFor(letter, reason, call)));
    return {
      body: {
        redrives: redriven.length,
        skipped: left,
        remaining: next !== undefined,
        ...(next !== undefined && { next_cursor: encodeCursor({ dead_letter_id: next }) }),
        correlation_id: call.correlationId,
      },
    };
  },
});
