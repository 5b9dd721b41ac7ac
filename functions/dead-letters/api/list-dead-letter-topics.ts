import * as z from 'zod';
import { eventTopics } from '../../../shared/events/topics.ts';
import { selectDeadLetters, type WithRedrive } from './find-dead-letters.ts';
import { type DeadLettersServices, sessionRoute } from './services.ts';
import { isoOf } from './summary.ts';

const topicSummary = z.strictObject({
  topic: z.string(),
  dead_letters: z.int().describe('As far as they were counted: 1,000 at most'),
  open: z.int().describe('Those among them that were not put back'),
  more: z.boolean().describe('Whether there are more than were counted'),
  newest_at: z.string().optional(),
  oldest_at: z.string().optional(),
});

const at = (one: WithRedrive | undefined): string | undefined => isoOf(one?.letter.dead_letter_timestamp);

const summaryOf = async (
  services: DeadLettersServices,
  topic: string,
): Promise<readonly z.infer<typeof topicSummary>[]> => {
  const all = { topic, after: undefined, wanted: () => true };
  const { letters, next } = await selectDeadLetters(services, {
    ...all,
    newestFirst: true,
    limit: Number.POSITIVE_INFINITY,
  });
  if (letters.length === 0) return [];
  const oldest =
    next === undefined
      ? letters.at(-1)
      : (await selectDeadLetters(services, { ...all, newestFirst: false, limit: 1 })).letters[0];
  return [
    {
      topic,
      dead_letters: letters.length,
      open: letters.filter(({ mark }) => mark === undefined).length,
      more: next !== undefined,
      newest_at: at(letters[0]),
      oldest_at: at(oldest),
    },
  ];
};

export const listDeadLetterTopics = sessionRoute({
  operation: 'listDeadLetterTopics',
  method: 'GET',
  path: '/dead-letters',
  tag: 'Dead letters',
  summary: 'The topics that have dead letters, and how many',
  reply: z.strictObject({ items: z.array(topicSummary) }),
  async handle(_call, services) {
    const items: z.infer<typeof topicSummary>[] = [];
    // One after the other: a letter may be as large as an item.
    for (const { name } of eventTopics()) items.push(...(await summaryOf(services, name)));
    return { body: { items } };
  },
});
