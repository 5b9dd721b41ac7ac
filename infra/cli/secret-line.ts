import type { Input } from './command.ts';
import { CommandFailure, usageError } from './command-failure.ts';

const MAX_BYTES = 8_192;

const piped = async (input: Input): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    bytes += chunks.at(-1)?.length ?? 0;
    if (bytes > MAX_BYTES) {
      throw usageError(`standard input has more than ${MAX_BYTES} bytes, which is too long for a token`);
    }
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
 * Reads one secret from standard input: typed at a terminal without echo, or piped. Secrets are never arguments:
 * process lists and the shell history would show them.
 * @throws CommandFailure `USAGE`
 */
export const readSecretLine = async (
  input: Input,
  ask: (text: string) => void,
  what: string,
): Promise<string> => {
  const text = (input.isTTY ? await typed(input, ask, `${what}: `) : await piped(input)).trim();
  if (text === '') throw usageError(`missing ${what}: send it to standard input`);
  if (/\s/.test(text)) throw usageError(`${what} contains white space: send only the secret, on one line`);
  return text;
};
