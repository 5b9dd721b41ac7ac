import * as z from 'zod';
import { instrumentToken } from '../../../shared/events/data/fields.ts';
import { contractOf } from '../../../shared/market/instrument.ts';
import type { NamedContracts } from '../../../shared/market/named-contracts.ts';
import type { NamedInstrument } from '../../../shared/market/search/instrument-names.ts';
import { loadedMaster } from '../../../shared/market/search/loaded-master.ts';
import { type FieldProblem, ProblemError } from '../../../shared/ports/problems.ts';
import type { StrategyServices } from './services.ts';

const HAS_EXCHANGE = /^[A-Z]{2,8}:/i;
const NAME = /^[A-Za-z0-9][A-Za-z0-9:&_ .*-]{0,79}$/;

/** An instrument in a request: its token, or its name. */
const givenInstrument = z.union(
  [instrumentToken, z.string().regex(NAME)],
  'must be an instrument token, or a name such as NSE:RELIANCE',
);

type Given = readonly z.infer<typeof givenInstrument>[];

export const givenInstruments = z
  .array(givenInstrument)
  .min(1)
  .max(3_000)
  .refine((given) => new Set(given).size === given.length, 'names an instrument twice')
  .describe(
    'Instrument tokens, and names such as `NSE:RELIANCE`, which keep their token when it changes. The strategy runs on ' +
      'each one separately',
  );

/** What the item of a strategy says of its instruments. */
interface ResolvedInstruments {
  readonly instruments: readonly number[];
  /** Absent without names. */
  readonly contracts?: NamedContracts;
}

const nearestIn = (names: readonly string[]): string =>
  names.length === 0 ? 'npm run cli -- instruments searches' : `nearest: ${names.join(', ')}`;

type Resolved =
  | { readonly token: number; readonly name?: string; readonly problem?: undefined }
  | { readonly problem: string };

const resolved = (name: string, named: NamedInstrument): Resolved => {
  switch (named.kind) {
    case 'found':
      return { token: named.row.instrument.instrument_token, name: contractOf(named.row.instrument) };
    case 'ambiguous':
      return { problem: `${name} is not one instrument: name ${named.matches.join(' or ')}` };
    case 'expired':
      return { problem: `${name} expired on ${named.row.instrument.expiry}; ${nearestIn(named.nearest)}` };
    case 'unknown':
      // A value without the form of a name is not repeated: it may be anything.
      return HAS_EXCHANGE.test(name)
        ? { problem: `${name} is not listed; ${nearestIn(named.nearest)}` }
        : { problem: 'must have its exchange before it, such as NSE:RELIANCE' };
    default:
      return named satisfies never;
  }
};

const MAX_FIELDS = 10;

const refuse = (problems: readonly FieldProblem[]): void => {
  const [first] = problems;
  if (first === undefined) return;
  throw new ProblemError('INVALID_PARAMETERS', `${first.field}: ${first.problem}`, {
    fields: problems.slice(0, MAX_FIELDS),
  });
};

/**
 * The tokens of the instruments that a request gives. Names are resolved in the instrument master; tokens need none.
 * @param now Epoch milliseconds.
 * @throws ProblemError `INVALID_PARAMETERS` for a name that is unknown, ambiguous or expired; `NOT_CONFIGURED` for names
 *   before the first load of instruments
 */
export const resolveGiven = async (
  given: Given,
  { master, indexNow }: Pick<StrategyServices, 'master' | 'indexNow'>,
  now: number,
): Promise<ResolvedInstruments> => {
  if (given.every((one) => typeof one === 'number')) return { instruments: given };
  await loadedMaster(master);
  const { names } = await indexNow();
  const problems: FieldProblem[] = [];
  const contracts: Record<string, number> = {};
  const instruments = new Set<number>();
  for (const [place, one] of given.entries()) {
    const outcome = typeof one === 'number' ? { token: one } : resolved(one, names.find(one, now));
    const problem =
      'token' in outcome && instruments.has(outcome.token)
        ? `${one} has the token ${outcome.token}, which is given before`
        : outcome.problem;
    if (problem !== undefined) problems.push({ field: `body.instruments.${place}`, problem });
    if (!('token' in outcome)) continue;
    instruments.add(outcome.token);
    if (outcome.name !== undefined) contracts[outcome.name] = outcome.token;
  }
  refuse(problems);
  return { instruments: [...instruments], contracts };
};
