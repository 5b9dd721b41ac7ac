import type { CommandContext, Input } from './command.ts';
import { CommandFailure, usageError } from './command-failure.ts';

/** The current state that a change would replace. */
interface Current<Name> {
  /** A version, or the id of a latch. */
  readonly name: Name;
  /** The full state, for a terminal. */
  readonly lines: readonly string[];
  /** A short description that contains the name. */
  readonly inShort: string;
}

interface Review<Name> {
  /** The name given on the command line. */
  readonly given: Name | undefined;
  /** The option that takes the name, `--if-version N`. */
  readonly option: string;
  /** The change, for example `release the kill switch of paper`. */
  readonly what: string;
  look(): Promise<Current<Name>>;
}

/** One typed line in lower case; empty at the end of the input. */
const typedLine = async (input: Input): Promise<string> => {
  let text = '';
  try {
    for await (const chunk of input.iterator({ destroyOnReturn: false })) {
      text += String(chunk);
      if (/[\r\n]/.test(text)) break;
    }
  } finally {
    input.pause();
  }
  return (text.split(/[\r\n]/)[0] ?? '').trim().toLowerCase();
};

/**
 * The version or latch that a loosening change names: given on the command line, or shown at a terminal and confirmed.
 * The program never uses a version that the user has not seen: it would overwrite a change that was made after the
 * user's last look.
 * @throws CommandFailure `USAGE` with the current state if there is no terminal; `NOT_CONFIRMED`
 */
export const reviewed = async <Name>(
  { given, option, what, look }: Review<Name>,
  { input, say, ask }: CommandContext,
): Promise<Name> => {
  if (given !== undefined) return given;
  const { name, lines, inShort } = await look();
  if (input.isTTY !== true) {
    throw usageError(`to ${what}, review it and give ${option}; it is now ${inShort}`);
  }
  for (const line of lines) say(line);
  ask(`${what.charAt(0).toUpperCase()}${what.slice(1)}? Type yes: `);
  if ((await typedLine(input)) !== 'yes') {
    throw new CommandFailure('usage', 'NOT_CONFIRMED', 'not confirmed; nothing was changed');
  }
  return name;
};
