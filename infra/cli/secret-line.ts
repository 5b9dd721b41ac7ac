import type { Input } from './command.ts';
import { CommandFailure, usageError } from './command-failure.ts';

const MOST_BYTES = 8_192;

const piped = async (input: Input): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    bytes += chunks.at(-1)?.length ?? 0;
    if (bytes > MOST_BYTES)
      throw usageError(`standard input has more than ${MOST_BYTES} bytes: that is no token`);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const ENTER = new Set(['\r', '\n', '\u0004']);
const INTERRUPT = '\u0003';
const BACKSPACE = new Set(['\u007f', '\b']);

const typed = async (input: Input, ask: (text: string) => void, question: string): Promise<string> => {
  ask(question);
  input.setRawMode?.(true);
  const characters: string[] = [];
  try {
    for await (const chunk of input.iterator({ destroyOnReturn: false })) {
      for (const character of String(chunk)) {
        if (ENTER.has(character)) return characters.join('');
        if (character === INTERRUPT) throw new CommandFailure('usage', 'INTERRUPTED', 'interrupted');
        if (BACKSPACE.has(character)) characters.pop();
        else characters.push(character);
      }
    }
    return characters.join('');
  } finally {
    input.setRawMode?.(false);
    input.pause();
    ask('\n');
  }
};

/**
 * One secret from standard input: typed at a terminal, where it is not shown, or piped in. Never from an argument,
 * which process lists and the shell's history keep.
 * @throws CommandFailure `USAGE`
 */
export const readSecretLine = async (
  input: Input,
  ask: (text: string) => void,
  what: string,
): Promise<string> => {
  const text = (input.isTTY ? await typed(input, ask, `${what}: `) : await piped(input)).trim();
  if (text === '') throw usageError(`${what} is missing: give it on standard input`);
  if (/\s/.test(text)) throw usageError(`${what} has white space in it: give it alone, on one line`);
  return text;
};
