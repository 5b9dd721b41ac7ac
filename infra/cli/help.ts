import { LOCAL_API } from './api-address.ts';
import type { Command, OptionHelp } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** The start of every command line. */
export const PROGRAM = 'npm run cli --';

/** Options of every command. */
export const COMMON_OPTIONS: readonly OptionHelp[] = [
  { name: 'api', value: 'URL', help: `API address; default: ALPHA_PANDA_API, then ${LOCAL_API}` },
  { name: 'json', help: 'print one JSON document instead of a table' },
  { name: 'help', help: 'show the help' },
];

export const ENVIRONMENT: readonly (readonly [variable: string, meaning: string])[] = [
  ['ALPHA_PANDA_API', 'API address if --api is not given'],
  ['ALPHA_PANDA_CONFIG_DIR', 'folder of sessions.json; default: alpha-panda in XDG_CONFIG_HOME or ~/.config'],
];

const columns = (pairs: readonly (readonly [string, string])[]): readonly string[] => {
  const width = Math.max(0, ...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd());
};

export const optionForm = ({ name, value }: OptionHelp): string =>
  value === undefined ? `--${name}` : `--${name} ${value}`;

const optionPairs = (options: readonly OptionHelp[]) =>
  options.map((option) => [optionForm(option), option.help] as const);

export const exitCodePairs = (): readonly (readonly [string, string])[] =>
  Object.values(EXIT_CODES).map(({ code, meaning }) => [String(code), meaning]);

/** A pointer to the help. */
export const hintFor = (command: Command | undefined): string =>
  `see ${PROGRAM} ${command === undefined ? '' : `${command.name} `}--help`;

/** The general help. */
export const programHelp = (commands: readonly Command[]): string =>
  [
    `Usage: ${PROGRAM} <command> [options]`,
    '',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Common options:',
    ...columns(optionPairs(COMMON_OPTIONS)),
    '',
    'Environment:',
    ...columns(ENVIRONMENT),
    '',
    'Exit codes:',
    ...columns(exitCodePairs()),
    '',
    `${PROGRAM} <command> --help shows the help of a command. In scripts use npm run --silent cli --.`,
  ].join('\n');

/** The help of one command. */
export const commandHelp = ({ name, summary, forms, options, notes }: Command): string =>
  [
    `${summary}.`,
    '',
    ...columns(forms.map(([form, does]) => [`${PROGRAM} ${name} ${form}`.trimEnd(), does])),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    '',
    'Options:',
    ...columns(optionPairs([...options, ...COMMON_OPTIONS])),
  ].join('\n');
