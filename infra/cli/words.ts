import * as z from 'zod';
import { BROKERS, type Broker } from '../../shared/events/brokers.ts';
import { option } from './command.ts';
import { usageError } from './command-failure.ts';

/** Exactly the words that a form names. @throws CommandFailure `USAGE` that says which one is missing or too many */
export const exactly = <const Names extends readonly string[]>(
  words: readonly string[],
  ...names: Names
): { readonly [Place in keyof Names]: string } => {
  const tooMany = words[names.length];
  if (tooMany !== undefined) throw usageError(`"${tooMany}" is one word too many`);
  const missing = names[words.length];
  if (missing !== undefined) throw usageError(`${missing} is missing`);
  return names.map((_, place) => words[place] ?? '') as { readonly [Place in keyof Names]: string };
};

/** @throws CommandFailure `USAGE` */
export const brokerIn = (word: string | undefined): Broker => {
  const broker = BROKERS.find((name) => name === word);
  if (broker !== undefined) return broker;
  throw usageError(
    word === undefined
      ? 'say which broker: paper or zerodha'
      : `"${word}" is no broker: say paper or zerodha`,
  );
};

/** @throws CommandFailure `USAGE` that names the forms there are */
export const noSuchForm = (word: string, forms: readonly string[]): never => {
  throw usageError(`"${word}" is not one of ${forms.join(', ')}`);
};

const DEFAULT_LIMIT = 50;

/** `--limit N` of lists. */
export const limitOption = z
  .string()
  .regex(/^\d{1,6}$/, 'give a whole number, 1 or more')
  .transform(Number)
  .pipe(z.int().min(1, 'give a whole number, 1 or more'))
  .default(DEFAULT_LIMIT)
  .meta({ value: 'N', description: `at most so many (${DEFAULT_LIMIT})` });

/** `--date D` of lists. */
export const dateOption = option(
  'YYYY-MM-DD',
  "of this day on India's calendar; of the last days that have any where it is left out",
  z.iso.date('give a date such as 2026-03-02'),
);

export const reasonOption = option('TEXT', 'why, for the audit trail', z.string().min(1, 'give a reason'));

const wholeVersion = z
  .string()
  .regex(/^\d{1,15}$/, 'give a version, a whole number')
  .transform(Number);

/** `--if-version N` of changes. */
export const ifVersionOption = option(
  'N',
  'the version that you have looked at; left out, a terminal shows it and asks',
  wholeVersion,
);

export const IF_VERSION = '--if-version N';
