import * as z from 'zod';
import { type Column, facts } from '../table.ts';
import { istTime } from '../text.ts';

const bytes = z.object({ base64: z.string(), text: z.string().optional() });

/** What is read of a dead letter, with or without its bytes. */
export const letter = z.object({
  topic: z.string(),
  dead_letter_id: z.string(),
  dead_lettered_at: z.string().optional(),
  reason: z.string(),
  error: z.string().optional(),
  stage: z.string().optional(),
  attempts: z.number().optional(),
  original_partition: z.number().optional(),
  original_offset: z.number().optional(),
  redrive_of: z.string().optional(),
  redriven: z.object({ at: z.string(), by: z.string() }).optional(),
  not_redrivable: z.object({ code: z.string(), why: z.string() }).optional(),
  key: bytes.optional(),
  value: bytes.optional(),
  headers: z.array(z.object({ name: z.string(), value: bytes })).optional(),
  value_omitted: z.boolean().optional(),
});

type Letter = z.infer<typeof letter>;

const topic = z.object({
  topic: z.string(),
  dead_letters: z.number(),
  open: z.number(),
  more: z.boolean().default(false),
  newest_at: z.string().optional(),
});

export const topicsReply = z.object({ items: z.array(topic) });

const time = (timestamp: string | undefined): string | undefined => timestamp && istTime(timestamp);

export const TOPICS: readonly Column<z.infer<typeof topic>>[] = [
  { heading: 'TOPIC', cell: (item) => item.topic },
  {
    heading: 'DEAD LETTERS',
    align: 'right',
    cell: ({ dead_letters, more }) => `${dead_letters}${more ? '+' : ''}`,
  },
  { heading: 'NOT REDRIVEN', align: 'right', cell: ({ open }) => open },
  { heading: 'NEWEST (IST)', cell: ({ newest_at }) => time(newest_at) },
];

const redriveOf = ({ redriven, not_redrivable }: Letter): string | undefined => {
  if (redriven !== undefined) return `by ${redriven.by}, ${istTime(redriven.at)}`;
  return not_redrivable === undefined ? undefined : `not possible: ${not_redrivable.code}`;
};

export const LETTERS: readonly Column<Letter>[] = [
  { heading: 'ID', cell: ({ dead_letter_id }) => dead_letter_id },
  { heading: 'TIME (IST)', cell: ({ dead_lettered_at }) => time(dead_lettered_at) },
  { heading: 'STAGE', cell: ({ stage }) => stage },
  { heading: 'REASON', cell: ({ reason }) => reason },
  { heading: 'REDRIVEN', cell: redriveOf },
  { heading: 'ERROR', cell: ({ error }) => error },
];

/** Text line by line, which keeps the indentation of JSON; other bytes as base64. */
const bytesLines = (name: string, content: z.infer<typeof bytes> | undefined): readonly string[] => {
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
