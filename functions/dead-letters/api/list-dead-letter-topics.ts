import * as z from 'zod';
import { selectDeadLetters, type WithRedrive } from './find-dead-letters.ts';
import { type DeadLettersServices, sessionRoute, TOPICS_OF_LETTERS } from './services.ts';
import { isoOf } from './summary.ts';

const topicSummary = z.strictObject({
  topic: z.string(),
  dead_letters: z.int().describe('Number of dead letters, counted up to 1,000'),
  open: z.int().describe('Number of counted dead letters that were not redriven'),
  more: z.boolean().describe('Whether the topic has more than were counted'),
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
      open: letters.filter(({ redrive }) => redrive === undefined).length,
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
  summary: 'List topics with dead letters',
  reply: z.strictObject({ items: z.array(topicSummary) }),
  async handle(_call, services) {
    const items: z.infer<typeof topicSummary>[] = [];
    // One topic at a time limits memory: a dead letter may be as large as an item.
    for (const topic of TOPICS_OF_LETTERS) items.push(...(await summaryOf(services, topic)));
    return { body: { items } };
  },
});
