import { parseArgs } from 'node:util';
import { messageOf } from '../../shared/errors.ts';
import type { Command, OptionHelp } from './command.ts';
import { usageError } from './command-failure.ts';
import { COMMON_OPTIONS, hintFor } from './help.ts';

/** A parsed command line. */
export interface CommandLine {
  /** Undefined if the line names no command. */
  readonly command: Command | undefined;
  /** The arguments after the command, without options. */
  readonly words: readonly string[];
  /** Options of the command. */
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

/** Errors are one line, but arguments may contain line breaks. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** The index of the command's name: the first argument that is neither an option nor its value. */
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
    // The rest of Node's message explains positionals in general.
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
      `unknown command "${oneLine(name)}"; commands: ${commands.map((known) => known.name).join(', ')}`,
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
