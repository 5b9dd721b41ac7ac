import * as z from 'zod';
import type { BodyOf } from '../api-client.ts';
import { command, option } from '../command.ts';
import { printList } from '../list.ts';
import type { Column } from '../table.ts';
import { istTime } from '../text.ts';
import { dateOption, exactly, limitOption } from '../words.ts';

const reply = async () =>
  (await import('../../../functions/journal/api/list-operator-actions.ts')).listOperatorActions.reply;

type Action = BodyOf<typeof reply>['items'][number];

const MAX_LENGTH = 40;

const short = (text: string | undefined): string => {
  if (text === undefined) return 'none';
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
};

const COLUMNS: readonly Column<Action>[] = [
  { heading: 'TIME (IST)', cell: ({ at }) => istTime(at) },
  { heading: 'USER', cell: ({ actor }) => actor.user_id },
  { heading: 'FROM', cell: ({ actor }) => actor.address_hash },
  { heading: 'ACTION', cell: ({ action: what }) => what },
  { heading: 'SUBJECT', cell: ({ subject }) => subject },
  { heading: 'REASON', cell: ({ reason }) => reason },
  {
    heading: 'CHANGES',
    cell: ({ changes }) =>
      changes.map(({ field, before, after }) => `${field} ${short(before)} → ${short(after)}`).join('; '),
  },
];

export const audit = command({
  name: 'audit',
  summary: 'List operator actions',
  forms: [['', 'newest first; FROM is a hash of the address']],
  options: z.object({
    date: dateOption,
    limit: limitOption,
    action: option('ACTION', 'filter by action, for example kill_switch_engaged', z.string()),
    user: option('ID', 'filter by user', z.string()),
  }),
  async run({ words, options }, context) {
    exactly(words);
    await printList(context, {
      path: '/audit',
      query: { date: options.date, action: options.action, user_id: options.user },
      reply,
      limit: options.limit,
      columns: COLUMNS,
      none: 'no actions',
    });
  },
});
