import { usageError } from './command-failure.ts';

const segment = (value: string): string => {
  // These would be taken for steps in the path even when encoded.
  if (value === '' || value === '.' || value === '..')
    throw usageError(`"${value}" is not the name of anything`);
  return encodeURIComponent(value);
};

/** A path with values in it, each of them one segment whatever is in it: apiPath`/orders/${broker}`. */
export const apiPath = (texts: TemplateStringsArray, ...values: readonly string[]): string =>
  texts.reduce(
    (path, text, place) => `${path}${place === 0 ? '' : segment(values[place - 1] ?? '')}${text}`,
    '',
  );
