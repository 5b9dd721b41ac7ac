import type { BodyOf } from '../api-client.ts';
import { type Column, facts } from '../table.ts';
import { istTime } from '../text.ts';

export const topicsReply = async () =>
  (await import('../../../functions/dead-letters/api/list-dead-letter-topics.ts')).listDeadLetterTopics.reply;

export const lettersReply = async () =>
  (await import('../../../functions/dead-letters/api/list-dead-letters.ts')).listDeadLetters.reply;

export const letterReply = async () =>
  (await import('../../../functions/dead-letters/api/get-dead-letter.ts')).getDeadLetter.reply;

type Topic = BodyOf<typeof topicsReply>['items'][number];
type Summary = BodyOf<typeof lettersReply>['items'][number];
type Letter = BodyOf<typeof letterReply>;

const time = (timestamp: string | undefined): string | undefined => timestamp && istTime(timestamp);

export const TOPICS: readonly Column<Topic>[] = [
  { heading: 'TOPIC', cell: (item) => item.topic },
  {
    heading: 'DEAD LETTERS',
    align: 'right',
    cell: ({ dead_letters, more }) => `${dead_letters}${more ? '+' : ''}`,
  },
  { heading: 'NOT REDRIVEN', align: 'right', cell: ({ open }) => open },
  { heading: 'NEWEST (IST)', cell: ({ newest_at }) => time(newest_at) },
];

const redriveOf = ({ redriven, not_redrivable }: Summary): string | undefined => {
  if (redriven !== undefined) return `by ${redriven.by}, ${istTime(redriven.at)}`;
  return not_redrivable === undefined ? undefined : `not possible: ${not_redrivable.code}`;
};

export const LETTERS: readonly Column<Summary>[] = [
  { heading: 'ID', cell: ({ dead_letter_id }) => dead_letter_id },
  { heading: 'TIME (IST)', cell: ({ dead_lettered_at }) => time(dead_lettered_at) },
  { heading: 'STAGE', cell: ({ stage }) => stage },
  { heading: 'REASON', cell: ({ reason }) => reason },
  { heading: 'REDRIVEN', cell: redriveOf },
  { heading: 'ERROR', cell: ({ error }) => error },
];

/** Text line by line, which keeps the indentation of JSON; other bytes as base64. */
const bytesLines = (name: string, content: Letter['value']): readonly string[] => {
  if (content === undefined) return [];
  const lines = content.text === undefined ? [`base64 ${content.base64}`] : content.text.split('\n');
  return ['', `${name}:`, ...lines.map((line) => `  ${line}`)];
};

/** One dead letter in full. */
export const letterLines = (one: Letter): readonly string[] => [
  ...facts([
    ['topic', one.topic],
    ['id', one.dead_letter_id],
    ['time', one.dead_lettered_at && `${istTime(one.dead_lettered_at)} IST`],
    ['stage', one.stage],
    ['reason', one.reason],
    ['error', one.error],
    ['attempts', one.attempts],
    [
      'original position',
      one.original_offset === undefined ? undefined : `${one.original_partition}@${one.original_offset}`,
    ],
    ['redrive of', one.redrive_of],
    ['redriven', redriveOf(one)],
    ['bytes', one.value_omitted ? 'too large to store' : undefined],
  ]),
  ...bytesLines('key', one.key),
  ...(one.headers ?? []).flatMap(({ name, value }) => bytesLines(`header ${name}`, value)),
  ...bytesLines('value', one.value),
];
