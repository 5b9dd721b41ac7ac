import { setTimeout as sleep } from 'node:timers/promises';
import { AlphaPandaError } from '../../shared/errors.ts';
import { apiAddress, LOCAL_API } from './api-address.ts';
import { apiClient } from './api-client.ts';
import type { Command, Input, Time } from './command.ts';
import { CommandFailure } from './command-failure.ts';
import { parseCommandLine } from './command-line.ts';
import { COMMANDS } from './commands.ts';
import { type Ending, exitCodeOf } from './exit-codes.ts';
import { commandHelp, hintFor, programHelp } from './help.ts';
import { readSecretLine } from './secret-line.ts';
import { configFolder, SessionFile } from './session-file.ts';
import { steppingUp } from './stepping-up.ts';
import { printable, printableJson } from './text.ts';

/** The process around the command line. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: Input;
  /** Standard output. */
  out(text: string): void;
  /** Standard error. */
  err(text: string): void;
  /** Whether standard error is a terminal; default: no. */
  readonly isErrorTerminal?: boolean;
  /** Default: the system's. */
  readonly time?: Time;
}

const SYSTEM_TIME: Time = {
  now: Date.now,
  sleep: (milliseconds) => sleep(milliseconds),
  random: Math.random,
};

const execute = async (
  args: readonly string[],
  { environment, input, out, err, isErrorTerminal = false, time = SYSTEM_TIME }: Surroundings,
  commands: readonly Command[],
): Promise<number> => {
  const line = parseCommandLine(args, commands);
  const { command } = line;
  if (command === undefined || line.help) {
    const help = command === undefined ? programHelp(commands) : commandHelp(command);
    const wasAsked = line.help;
    (wasAsked ? out : err)(`${help}\n`);
    return exitCodeOf(wasAsked ? 'ok' : 'usage');
  }
  const address = apiAddress(line.api ?? (environment.ALPHA_PANDA_API || LOCAL_API));
  const sessions = new SessionFile(configFolder(environment));
  const apiWith = (token: string | undefined) => {
    const api = apiClient({ address, token });
    return input.isTTY === true
      ? steppingUp(api, () => readSecretLine(input, err, 'Code of your authenticator'))
      : api;
  };
  const token = sessions.find(address)?.access_token;
  let ending: Ending = 'ok';
  const context = {
    api: apiWith(token),
    apiWith,
    isLoggedIn: token !== undefined,
    sessions,
    input,
    json: line.json,
    print: (json: unknown, lines: readonly string[]) =>
      out(line.json ? `${printableJson(json)}\n` : `${lines.map(printable).join('\n')}\n`),
    say: (text: string) => err(`${printable(text)}\n`),
    ask: err,
    time,
    isErrorTerminal,
    endWith: (chosen: Ending) => {
      ending = chosen;
    },
  };
  try {
    await command.run(line.words, line.options, context);
    return exitCodeOf(ending);
  } catch (error) {
    if (error instanceof CommandFailure && error.code === 'USAGE') {
      throw new CommandFailure('usage', 'USAGE', `${error.message}; ${hintFor(command)}`);
    }
    throw error;
  }
};

/** Runs a command line. Errors are one line on standard error. @returns the exit code */
export const runCommandLine = async (
  args: readonly string[],
  surroundings: Surroundings,
  commands: readonly Command[] = COMMANDS,
): Promise<number> => {
  try {
    return await execute(args, surroundings, commands);
  } catch (error) {
    if (!(error instanceof AlphaPandaError)) throw error;
    surroundings.err(`${printable(error.message)}\n`);
    return exitCodeOf(error instanceof CommandFailure ? error.ending : 'unavailable');
  }
};
