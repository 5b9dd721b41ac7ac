import * as z from 'zod';
import { BROKERS, type Broker } from '../../shared/events/brokers.ts';
import { type CommandContext, option } from './command.ts';
import { usageError } from './command-failure.ts';

/** Exactly the arguments of a form. @throws CommandFailure `USAGE` that names a missing or unexpected one */
export const exactly = <const Names extends readonly string[]>(
  words: readonly string[],
  ...names: Names
): { readonly [Place in keyof Names]: string } => {
  const tooMany = words[names.length];
  if (tooMany !== undefined) throw usageError(`unexpected argument "${tooMany}"`);
  const missing = names[words.length];
  if (missing !== undefined) throw usageError(`missing argument ${missing}`);
  return names.map((_, place) => words[place] ?? '') as { readonly [Place in keyof Names]: string };
};

/** @throws CommandFailure `USAGE` */
export const brokerIn = (word: string | undefined): Broker => {
  const broker = BROKERS.find((name) => name === word);
  if (broker !== undefined) return broker;
  throw usageError(
    word === undefined
      ? 'missing broker: give paper or zerodha'
      : `unknown broker "${word}": give paper or zerodha`,
  );
};

/** What each form of a command does. */
export type Forms<Options extends z.ZodType> = Readonly<
  Record<
    string,
    (words: readonly string[], options: z.output<Options>, context: CommandContext) => Promise<void>
  >
>;

/** @throws CommandFailure `USAGE` that lists the forms */
export const formOf = <Form>(forms: Readonly<Record<string, Form>>, word: string): Form =>
  (Object.hasOwn(forms, word) ? forms[word] : undefined) ?? noSuchForm(word, Object.keys(forms));

/** @throws CommandFailure `USAGE` that lists the forms */
export const noSuchForm = (word: string, forms: readonly string[]): never => {
  throw usageError(`unknown form "${word}"; forms: ${forms.join(', ')}`);
};

const DEFAULT_LIMIT = 50;

/** `--limit N` of lists. */
export const limitOption = z
  .string()
  .regex(/^\d{1,6}$/, 'give a whole number, 1 or more')
  .transform(Number)
  .pipe(z.int().min(1, 'give a whole number, 1 or more'))
  .default(DEFAULT_LIMIT)
  .meta({ value: 'N', description: `maximum number of items (${DEFAULT_LIMIT})` });

/** `--date D` of lists. */
export const dateOption = option(
  'YYYY-MM-DD',
  'date in India; default: the last 40 days',
  z.iso.date('give a date such as 2026-03-02'),
);

export const reasonOption = option('TEXT', 'reason, for the audit trail', z.string().min(1, 'give a reason'));

const wholeVersion = z
  .string()
  .regex(/^\d{1,15}$/, 'give a version, a whole number')
  .transform(Number);

/** `--if-version N` of changes. */
export const ifVersionOption = option(
  'N',
  'version that you reviewed; if omitted at a terminal, the command shows it and asks',
  wholeVersion,
);

export const IF_VERSION = '--if-version N';
