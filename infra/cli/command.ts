import type { Readable } from 'node:stream';
import * as z from 'zod';
import type { ApiClient } from './api-client.ts';
import { usageError } from './command-failure.ts';
import type { Ending } from './exit-codes.ts';
import type { SessionFile } from './session-file.ts';

/** The input of a command: a person at a terminal, a pipe or a file. */
export type Input = Readable & { readonly isTTY?: boolean; setRawMode?(mode: boolean): unknown };

/** What a command is run with. */
export interface CommandContext {
  /** With the login that is kept for its address. */
  readonly api: ApiClient;
  /** The same API with another token, or none. */
  apiWith(token: string | undefined): ApiClient;
  readonly isLoggedIn: boolean;
  readonly sessions: SessionFile;
  readonly input: Input;
  /** Whether JSON was asked for. */
  readonly json: boolean;
  /** The result, on standard output: JSON where it was asked for, else lines for a person. */
  print(json: unknown, lines: readonly string[]): void;
  /** A line beside the result, on standard error. */
  say(line: string): void;
  /** Text on standard error without an end of line. */
  ask(text: string): void;
}

/** One way to call a command: `list [TOPIC]` and what that does. */
type Form = readonly [form: string, does: string];

interface Definition<Options extends z.ZodRawShape> {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  readonly forms: readonly Form[];
  /** What else a person should know. */
  readonly notes?: readonly string[];
  /** Each with the metadata of `option` or `flag`. */
  readonly options: z.ZodObject<Options>;
  /** Whether there is an ending but `ok` that is no failure. */
  run(
    call: { readonly words: readonly string[]; readonly options: z.output<z.ZodObject<Options>> },
    context: CommandContext,
  ): Promise<Ending | undefined>;
}

/** A command as the table of commands has it. */
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
  ): Promise<Ending>;
}

export interface OptionHelp {
  readonly name: string;
  /** What stands for its value in the help; absent for one that has none. */
  readonly value?: string;
  readonly help: string;
}

/** An option with a value, `--limit N`. */
export const option = <S extends z.ZodType>(value: string, help: string, schema: S): z.ZodOptional<S> =>
  z.optional(schema).meta({ value, description: help });

/** An option without, `--all`. */
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
    return (await definition.run({ words, options: options.data }, context)) ?? 'ok';
  },
});
