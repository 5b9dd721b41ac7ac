import { parseArgs } from 'node:util';
import { AlphaPandaError } from '../../shared/errors.ts';

/** The arguments of every experiment. */
export interface ExperimentArguments {
  /** The file of bars or ticks; undefined if it is not given. */
  readonly path: string | undefined;
  /** One day of the file, `YYYY-MM-DD`. */
  readonly session: string | undefined;
  /** On Apache Kafka and DynamoDB Local instead of the embedded engines. */
  readonly real: boolean;
  readonly json: boolean;
  /** Agreement to delete the records of engines that the environment names. */
  readonly yes: boolean;
  readonly help: boolean;
  /** The same seed gives the same experiment. */
  readonly seed: string;
  /** The experiment's own count: kills, records. */
  readonly count: number;
  /** The only pace; undefined for all paces of the experiment. */
  readonly pace: string | undefined;
}

/** Further options of an experiment. */
export interface OwnOptions {
  /** The option of its count. */
  readonly count: { readonly name: string; readonly standard: number };
  /** Its paces, if it has several. */
  readonly paces?: readonly string[];
}

const TEXT = { type: 'string' } as const;

/** @throws AlphaPandaError `BAD_OPTION`, or the error of parseArgs for an unknown option. */
export const parseExperiment = (args: readonly string[], own?: OwnOptions): ExperimentArguments => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      session: TEXT,
      real: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      ...(own === undefined ? {} : { seed: TEXT, [own.count.name]: TEXT }),
      ...(own?.paces === undefined ? {} : { pace: TEXT }),
    },
  });
  const given = (name: string): unknown => Reflect.get(values, name);
  return {
    path: positionals[0],
    session: values.session,
    real: values.real,
    json: values.json,
    yes: values.yes,
    help: values.help,
    seed: String(given('seed') ?? Date.now()),
    count: own === undefined ? 0 : countOf(own.count, given(own.count.name)),
    pace: paceOf(own?.paces ?? [], given('pace')),
  };
};

const countOf = ({ name, standard }: OwnOptions['count'], given: unknown): number => {
  if (given === undefined) return standard;
  const number = Number(given);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new AlphaPandaError('BAD_OPTION', `--${name} is "${String(given)}": give a whole number above 0`);
};

const paceOf = (paces: readonly string[], given: unknown): string | undefined => {
  if (given === undefined) return undefined;
  const pace = paces.find((known) => known === given);
  if (pace !== undefined) return pace;
  throw new AlphaPandaError('BAD_OPTION', `--pace is "${String(given)}", not one of ${paces.join(', ')}`);
};
