import { parseArgs } from 'node:util';
import { messageOf } from '../../shared/errors.ts';
import type { Command, OptionHelp } from './command.ts';
import { usageError } from './command-failure.ts';
import { COMMON_OPTIONS, hintFor } from './help.ts';

/** What stands on a command line. */
export interface CommandLine {
  /** Absent where no command is named. */
  readonly command: Command | undefined;
  /** What stands behind the command, options left out. */
  readonly words: readonly string[];
  /** The command's own. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly api: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

const configurationOf = (options: readonly OptionHelp[]) =>
  Object.fromEntries(
    options.map(({ name, value }) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );

/** What is typed by mistake has an end of line in it at times, and errors are one line. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** Where the command's name stands: the first word that is no option, nor the value of a common one. */
const placeOfCommand = (args: readonly string[]): number | undefined => {
  const { tokens } = parseArgs({
    args: [...args],
    options: configurationOf(COMMON_OPTIONS),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens.find(({ kind }) => kind === 'positional')?.index;
};

const parseStrictly = (args: readonly string[], command: Command | undefined) => {
  const options = configurationOf([...(command?.options ?? []), ...COMMON_OPTIONS]);
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Node's own hints after the first sentence are about positionals in general.
    const [first = ''] = oneLine(messageOf(error)).split('. To specify');
    throw usageError(`${first}; ${hintFor(command)}`);
  }
};

/** @throws CommandFailure `USAGE` */
export const parseCommandLine = (args: readonly string[], commands: readonly Command[]): CommandLine => {
  const place = placeOfCommand(args);
  const name = place === undefined ? undefined : args[place];
  const command = commands.find((known) => known.name === name);
  if (name !== undefined && command === undefined) {
    throw usageError(
      `there is no command "${oneLine(name)}"; there are ${commands.map((known) => known.name).join(', ')}`,
    );
  }
  const others = place === undefined ? args : args.toSpliced(place, 1);
  const { values, positionals } = parseStrictly(others, command);
  const { api, json, help, ...options } = values;
  return {
    command,
    words: positionals,
    options,
    api: typeof api === 'string' ? api : undefined,
    json: json === true,
    help: help === true,
  };
};
