import { userInfo } from 'node:os';
import { basename, dirname } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Agreement, Emptying } from './records.ts';

/** Asks the user at the terminal, on standard error: standard output is for results. */
const ask = async (question: string): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} Type "yes": `);
  terminal.close();
  return answer.trim() === 'yes';
};

/** Agreement by `--yes` or by a user at a terminal. */
export const agreementOf = (yes: boolean): Agreement => ({
  yes,
  ask: process.stdin.isTTY === true && process.stderr.isTTY === true ? ask : undefined,
});

const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    // A container's user may have no name.
    return String(process.getuid?.() ?? 'unknown');
  }
};

/** This process, as the audit trail names it. */
export const thisCommand = (): Emptying => {
  const [, script = '', ...args] = process.argv;
  return {
    command: [`${basename(dirname(script))}/${basename(script)}`, ...args].join(' '),
    user: userName(),
    now: Date.now(),
  };
};
