import { readFileSync } from 'node:fs';
import { LIMIT_NAMES, limitOverrides } from '../../shared/controls/limits.ts';
import { AlphaPandaError, messageOf } from '../../shared/errors.ts';

/** Limits of paper that override the defaults. */
export type Limits = Readonly<Record<string, number>>;

const refused = (message: string, cause?: unknown): AlphaPandaError =>
  new AlphaPandaError('BAD_OPTION', message, { cause });

const jsonOf = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw refused(`--limits ${path} cannot be read as JSON: ${messageOf(cause)}`, cause);
  }
};

/** The limits of a JSON file. @throws AlphaPandaError `BAD_OPTION` that lists the valid names */
const limitsIn = (path: string): Limits => {
  const json = jsonOf(path);
  const unknown = Object.keys(Object(json)).filter((name) => !LIMIT_NAMES.some((known) => known === name));
  if (unknown.length > 0) {
    throw refused(`--limits ${path}: ${unknown.join(', ')} is no limit: there are ${LIMIT_NAMES.join(', ')}`);
  }
  const { data, error } = limitOverrides.safeParse(json);
  if (error === undefined) {
    return Object.fromEntries(
      Object.entries(data).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    );
  }
  const problems = error.issues.map(
    ({ path: [name], message }) => `${String(name ?? 'the file')}: ${message}`,
  );
  throw refused(`--limits ${path}: ${problems.join('; ')}`, error);
};

/** @throws AlphaPandaError `BAD_OPTION` */
export const capitalOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const capital = Number(text.replaceAll(/[,_₹]/g, ''));
  if (capital >= 1 && capital <= 1e11) return capital;
  throw refused(`--capital "${text}" is not an amount in rupees from 1 to 10,000 crore`);
};

/**
 * The limits of `--limits` and `--capital`: positions may be worth the capital together, unless the file says otherwise.
 * @throws AlphaPandaError `BAD_OPTION`
 */
export const chosenLimits = (path: string | undefined, capital: number | undefined): Limits => ({
  ...(capital !== undefined && { max_open_exposure: capital }),
  ...(path !== undefined && limitsIn(path)),
});
