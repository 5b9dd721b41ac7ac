import type * as z from 'zod';

/** Longer values are cut in messages. */
const MAX_SHOWN = 60;

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
};

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  );

/** Zod's expectation alone: the value stands beside it. */
const expectation = (message: string): string =>
  message.replace(/^Invalid (input|option): /, '').replace(/, received .*$/, '');

const isNumberInQuotes = (value: unknown): boolean =>
  typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));

/**
 * The problems of an item, field by field: the value, the expectation and a remedy.
 * @param fields The names that an item may have.
 */
export const problemsOf = (error: z.ZodError, item: unknown, fields: readonly string[]): readonly string[] =>
  error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const names = issue.keys.map((key) => JSON.stringify(key)).join(', ');
      return `${names} is not known here: leave it out, or correct the name to one of ${fields.join(', ')}`;
    }
    const where = issue.path.map(String).join('.');
    const value = at(item, issue.path);
    if (where === '') return `is ${shown(value)}: ${issue.message}`;
    if (value === undefined) return `${where} is missing: ${expectation(issue.message)}`;
    const remedy = isNumberInQuotes(value) ? '; write the number without quotes' : '';
    return `${where} is ${shown(value)}: ${expectation(issue.message)}${remedy}`;
  });
