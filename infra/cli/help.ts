import { LOCAL_API } from './api-address.ts';
import type { Command, OptionHelp } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** What a person types before a command. */
export const PROGRAM = 'npm run cli --';

/** Options of every command. */
export const COMMON_OPTIONS: readonly OptionHelp[] = [
  { name: 'api', value: 'URL', help: `address of the API; else ALPHA_PANDA_API, else ${LOCAL_API}` },
  { name: 'json', help: 'one JSON document instead of a table' },
  { name: 'help', help: 'explain the command' },
];

export const ENVIRONMENT: readonly (readonly [variable: string, meaning: string])[] = [
  ['ALPHA_PANDA_API', 'address of the API where --api is not given'],
  ['ALPHA_PANDA_CONFIG_DIR', 'folder of sessions.json; else alpha-panda in XDG_CONFIG_HOME or ~/.config'],
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

/** Where a person finds out what would have been right. */
export const hintFor = (command: Command | undefined): string =>
  `see ${PROGRAM} ${command === undefined ? '' : `${command.name} `}--help`;

/** The help of the whole. */
export const programHelp = (commands: readonly Command[]): string =>
  [
    `Usage: ${PROGRAM} <command> [options]`,
    '',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Options of every command:',
    ...columns(optionPairs(COMMON_OPTIONS)),
    '',
    'Environment:',
    ...columns(ENVIRONMENT),
    '',
    'Exit codes:',
    ...columns(exitCodePairs()),
    '',
    `${PROGRAM} <command> --help explains one. In scripts, npm run --silent cli -- prints the result alone.`,
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
