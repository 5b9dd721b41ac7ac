import type { Readable } from 'node:stream';
import * as z from 'zod';
import type { ApiClient } from './api-client.ts';
import { usageError } from './command-failure.ts';
import type { Ending } from './exit-codes.ts';
import type { SessionFile } from './session-file.ts';

/** The input of a command: a terminal, a pipe or a file. */
export type Input = Readable & { readonly isTTY?: boolean; setRawMode?(mode: boolean): unknown };

/** Time and chance of a command that waits. */
export interface Time {
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<unknown>;
  /** At least 0 and below 1. */
  random(): number;
}

/** The dependencies of a command. */
export interface CommandContext {
  /** Uses the stored session of its address. */
  readonly api: ApiClient;
  /** The same API with another token or without one. */
  apiWith(token: string | undefined): ApiClient;
  readonly isLoggedIn: boolean;
  readonly sessions: SessionFile;
  readonly input: Input;
  /** Whether `--json` was given. */
  readonly json: boolean;
  /** Writes the result to standard output: JSON with `--json`, otherwise lines. */
  print(json: unknown, lines: readonly string[]): void;
  /** Writes a line to standard error. */
  say(line: string): void;
  /** Writes text to standard error without a line break. */
  ask(text: string): void;
  readonly time: Time;
  /** Whether standard error is a terminal. */
  readonly isErrorTerminal: boolean;
  /** Ends the process with this exit code, although the command itself succeeds. */
  endWith(ending: Ending): void;
}

/** One form of a command, such as `list [TOPIC]`, and its description. */
type Form = readonly [form: string, does: string];

interface Definition<Options extends z.ZodRawShape> {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  readonly forms: readonly Form[];
  /** Further notes for the help. */
  readonly notes?: readonly string[];
  /** Made by `option` or `flag`. */
  readonly options: z.ZodObject<Options>;
  run(
    call: { readonly words: readonly string[]; readonly options: z.output<z.ZodObject<Options>> },
    context: CommandContext,
  ): Promise<void>;
}

/** A command in the table of commands. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly forms: readonly Form[];
  readonly notes: readonly string[];
  readonly options: readonly OptionHelp[];
  /** @throws CommandFailure */
  run(
    words: readonly string[],
    options: Readonly<Record<string, unknown>>,
    context: CommandContext,
  ): Promise<void>;
}

export interface OptionHelp {
  readonly name: string;
  /** Placeholder of its value in the help; absent for a flag. */
  readonly value?: string;
  readonly help: string;
}

/** An option with a value, `--limit N`. */
export const option = <S extends z.ZodType>(value: string, help: string, schema: S): z.ZodOptional<S> =>
  z.optional(schema).meta({ value, description: help });

/** An option without a value, `--all`. */
export const flag = (help: string) => z.boolean().default(false).meta({ description: help });

const helpOf = ([name, schema]: readonly [string, unknown]): OptionHelp => {
  const { value, description = '' } = (schema instanceof z.ZodType ? schema.meta() : undefined) ?? {};
  return { name, help: description, ...(typeof value === 'string' ? { value } : {}) };
};

export const command = <Options extends z.ZodRawShape>(definition: Definition<Options>): Command => ({
  name: definition.name,
  summary: definition.summary,
  forms: definition.forms,
  notes: definition.notes ?? [],
  options: Object.entries(definition.options.shape).map(helpOf),
  async run(words, values, context) {
    const options = definition.options.safeParse(values);
    if (!options.success) {
      const [issue] = options.error.issues;
      throw usageError(`--${issue?.path.map(String).join('.')}: ${issue?.message}`);
    }
    await definition.run({ words, options: options.data }, context);
  },
});
