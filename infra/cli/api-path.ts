import { usageError } from './command-failure.ts';

const segment = (value: string): string => {
  // URL parsers treat these as path steps, even when encoded.
  if (value === '' || value === '.' || value === '..') throw usageError(`"${value}" is not a valid name`);
  return encodeURIComponent(value);
};

/** A path whose values are encoded as single segments: apiPath`/orders/${broker}`. */
export const apiPath = (texts: TemplateStringsArray, ...values: readonly string[]): string =>
  texts.reduce(
    (path, text, place) => `${path}${place === 0 ? '' : segment(values[place - 1] ?? '')}${text}`,
    '',
  );
