import type { CommandContext, Input } from './command.ts';
import { CommandFailure, usageError } from './command-failure.ts';

/** What stands at this moment, for the person who is about to change it. */
interface Standing<Name> {
  /** What names it: its version, or the id of a latch. */
  readonly name: Name;
  /** The whole of it, at a terminal. */
  readonly lines: readonly string[];
  /** The same in a few words, with the name. */
  readonly inShort: string;
}

interface Review<Name> {
  /** What the person named on the command line. */
  readonly given: Name | undefined;
  /** The option that names it, `--if-version N`. */
  readonly option: string;
  /** What is about to be done: `release the kill switch of paper`. */
  readonly what: string;
  look(): Promise<Standing<Name>>;
}

/** One line as it is typed, in lower case; empty where the input ends. */
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
 * The name of what a loosening changes: the one that the person gave, or at a terminal the one of what they are shown
 * and say yes to. Never one that only the program has seen: a version that is fetched and then named keeps out nobody
 * who came in between the person's look and the command.
 * @throws CommandFailure `USAGE` where there is nobody to ask, with what stands now; `NOT_CONFIRMED`
 */
export const reviewed = async <Name>(
  { given, option, what, look }: Review<Name>,
  { input, say, ask }: CommandContext,
): Promise<Name> => {
  if (given !== undefined) return given;
  const { name, lines, inShort } = await look();
  if (input.isTTY !== true)
    throw usageError(`to ${what}, look at it and give ${option}; now it is ${inShort}`);
  for (const line of lines) say(line);
  ask(`${what.charAt(0).toUpperCase()}${what.slice(1)}? Type yes: `);
  if ((await typedLine(input)) !== 'yes')
    throw new CommandFailure('usage', 'NOT_CONFIRMED', 'that was not yes; nothing was changed');
  return name;
};
