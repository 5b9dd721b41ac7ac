import * as z from 'zod';
import { apiPath } from '../api-path.ts';
import { type CommandContext, command, flag, option } from '../command.ts';
import { usageError } from '../command-failure.ts';
import { printList } from '../list.ts';
import { table } from '../table.ts';
import { exactly, type Forms, formOf, limitOption, reasonOption } from '../words.ts';
import { LETTERS, letterLines, letterReply, lettersReply, TOPICS, topicsReply } from './dead-letter-text.ts';
import { redrive } from './redrive.ts';

const OPTIONS = z.object({
  limit: limitOption,
  all: flag('all dead letters of the topic'),
  stage: option('STAGE', 'filter by stage', z.string()),
  code: option('CODE', 'filter by reason code', z.string()),
  reason: reasonOption,
});

const listTopics = async ({ api, print }: CommandContext): Promise<void> => {
  const { body, json } = await api.call({ method: 'GET', path: '/dead-letters', reply: topicsReply });
  print(json, body.items.length === 0 ? ['no dead letters'] : table(TOPICS, body.items));
};

const FORMS: Forms<typeof OPTIONS> = {
  async list(words, { limit, stage, code }, context) {
    if (words.length === 0) {
      await listTopics(context);
      return;
    }
    const [topic] = exactly(words, 'TOPIC');
    await printList(context, {
      path: apiPath`/dead-letters/${topic}`,
      query: { stage, reason: code },
      reply: lettersReply,
      limit,
      columns: LETTERS,
      none: 'no dead letters',
    });
  },

  async show(words, _options, { api, print }) {
    const [topic, id] = exactly(words, 'TOPIC', 'ID');
    const { body, json } = await api.call({
      method: 'GET',
      path: apiPath`/dead-letters/${topic}/${id}`,
      reply: letterReply,
    });
    print(json, letterLines(body));
  },

  async redrive([topic, ...ids], { all, stage, code, reason }, context) {
    if (topic === undefined) throw usageError('redrive needs a TOPIC and either IDs or --all');
    if (all === ids.length > 0) throw usageError('redrive needs either IDs or --all');
    if (!all && (stage ?? code) !== undefined) throw usageError('--stage and --code need --all');
    if (reason === undefined) throw usageError('redrive needs --reason TEXT');
    await redrive({ topic, reason, ids, stage, code }, context);
  },
};

export const deadLetters = command({
  name: 'dead-letters',
  summary: 'List, show and redrive records that could not be processed',
  forms: [
    ['[list]', 'lists topics with dead letters'],
    ['list TOPIC', 'lists the dead letters of a topic, newest first'],
    ['show TOPIC ID', 'shows one dead letter with its original bytes'],
    ['redrive TOPIC ID ... --reason TEXT', 'redrives these, for the stage that rejected them'],
    ['redrive TOPIC --all --reason TEXT', 'redrives all that were not redriven, oldest first'],
  ],
  notes: ['Each dead letter is redriven at most once. A redrive that fails creates a new dead letter.'],
  options: OPTIONS,
  run: ({ words: [word = 'list', ...rest], options }, context) => formOf(FORMS, word)(rest, options, context),
});
