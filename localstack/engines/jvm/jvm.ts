import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { AlphaPandaError, messageOf } from '../../../shared/errors.ts';

const STOP_GRACE_MS = 10_000;
const READY_TIMEOUT_MS = 90_000;
const POLL_MS = 100;
const TAIL_LINES = 15;

export interface JvmOptions {
  /** For messages, such as `Apache Kafka`. */
  readonly title: string;
  readonly java: string;
  /** Options, main class and parameters. */
  readonly parameters: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder: string;
  /** File for the program's whole output. */
  readonly logFile: string;
}

export interface Jvm {
  readonly pid: number;
  /** Fulfilled with a sentence that says how it ended, and the end of its log. */
  readonly ended: Promise<string>;
  /** Sends SIGTERM, and SIGKILL after ten seconds. */
  stop(): Promise<void>;
}

/**
 * Starts a program on the JVM in its own process group. Ctrl-C in the terminal reaches the caller only, which then stops
 * the program.
 */
export const startJvm = async (options: JvmOptions): Promise<Jvm> => {
  const { title, java, parameters, environment, folder, logFile } = options;
  const log = openSync(logFile, 'a');
  const child = spawn(java, parameters, {
    cwd: folder,
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = endOf(child).then(async (how) => `${title} ended (${how}).${await tailOf(logFile)}`);
  const { pid } = child;
  if (pid === undefined) throw new AlphaPandaError('JVM_NOT_STARTED', await ended);
  return {
    pid,
    ended,
    stop: async () => {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(timer);
    },
  };
};

const endOf = (child: ChildProcess): Promise<string> => {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
};

const tailOf = async (logFile: string): Promise<string> => {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  const lines = text.trimEnd().split('\n').slice(-TAIL_LINES);
  return text.trim() === '' ? '' : ` The end of its log:\n${lines.join('\n')}`;
};

/**
 * Polls until the program answers.
 * @throws AlphaPandaError `JVM_NOT_STARTED` if it ends, `JVM_NOT_READY` after a minute and a half
 */
export const waitUntilReady = async (title: string, jvm: Jvm, ask: () => Promise<void>): Promise<void> => {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  const watch: { ended?: string } = {};
  void jvm.ended.then((how) => {
    watch.ended = how;
  });
  for (;;) {
    try {
      await ask();
      return;
    } catch (cause) {
      if (watch.ended !== undefined) throw new AlphaPandaError('JVM_NOT_STARTED', watch.ended, { cause });
      if (Date.now() > deadline) {
        const seconds = READY_TIMEOUT_MS / 1000;
        const message = `${title} did not answer within ${seconds} s: ${messageOf(cause)}`;
        throw new AlphaPandaError('JVM_NOT_READY', message, { cause });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};
