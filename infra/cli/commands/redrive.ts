import type { BodyOf } from '../api-client.ts';
import type { CommandContext } from '../command.ts';
import { CommandFailure } from '../command-failure.ts';
import { table } from '../table.ts';

const reply = async () =>
  (await import('../../../functions/dead-letters/api/redrive-dead-letters.ts')).redriveDeadLetters.reply;

type Reply = BodyOf<typeof reply>;

/** Limit of one request. */
const MAX_IDS = 100;

interface Redrive {
  readonly topic: string;
  readonly reason: string;
  /** Empty for all. */
  readonly ids: readonly string[];
  readonly stage: string | undefined;
  readonly code: string | undefined;
}

/** One part of a long list may have no redrivable id. The other parts are requested nevertheless. */
const isNotRedrivable = (error: unknown): error is CommandFailure =>
  error instanceof CommandFailure && error.code === 'NOT_REDRIVABLE';

/** Sends as many requests as needed. Yields each reply, or the failure of a part. */
async function* requests({ topic, reason, ids, stage, code }: Redrive, api: CommandContext['api']) {
  const send = async (body: unknown): Promise<Reply> => {
    const answer = await api.call({ method: 'POST', path: '/dead-letters/redrives', body, reply });
    return answer.body;
  };
  for (let from = 0; from < ids.length; from += MAX_IDS) {
    const part = send({ topic, reason, dead_letter_ids: ids.slice(from, from + MAX_IDS) });
    yield await part.catch((error: unknown) => {
      if (isNotRedrivable(error)) return error;
      throw error;
    });
  }
  if (ids.length > 0) return;
  let cursor: string | undefined;
  do {
    const answer: Reply = await send({ topic, reason, all: true, stage, reason_code: code, cursor });
    yield answer;
    cursor = answer.remaining ? answer.next_cursor : undefined;
  } while (cursor !== undefined);
}

const total = (answers: readonly Reply[]): number =>
  answers.reduce((sum, answer) => sum + answer.redrives, 0);

/** Redrives dead letters, in as many requests as needed. */
export const redrive = async (wanted: Redrive, { api, print, say }: CommandContext): Promise<void> => {
  const answers: Reply[] = [];
  const refusals: CommandFailure[] = [];
  try {
    for await (const answer of requests(wanted, api)) {
      if (answer instanceof CommandFailure) refusals.push(answer);
      else answers.push(answer);
    }
  } catch (error) {
    if (answers.length > 0) say(`${total(answers)} redrives requested; the next request failed`);
    throw error;
  }
  const [refusal] = refusals;
  if (refusal !== undefined && answers.length === 0) throw refusal;
  for (const { message } of refusals) say(message);
  const redrives = total(answers);
  const skipped = answers.flatMap((answer) => answer.skipped);
  const correlation_ids = answers.map(({ correlation_id }) => correlation_id);
  print({ redrives, skipped, correlation_ids }, [
    `${redrives} redrives requested on ${wanted.topic}${redrives === 0 ? '' : `: trace ${correlation_ids.join(', ')}`}`,
    ...(skipped.length === 0
      ? []
      : table(
          [
            { heading: 'SKIPPED', cell: ({ dead_letter_id }) => dead_letter_id },
            { heading: 'CODE', cell: ({ code }) => code },
            { heading: 'WHY', cell: ({ why }) => why },
          ],
          skipped,
        )),
  ]);
};
