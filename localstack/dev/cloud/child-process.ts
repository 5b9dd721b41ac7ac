import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AlphaPandaError } from '../../../shared/errors.ts';

export interface ChildOptions {
  /** What it is, for messages. */
  readonly name: string;
  /** Of Node: options, script, its own. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The value that a line of output announces readiness with; undefined for other lines. */
  readonly ready: (line: string) => Readonly<Record<string, unknown>> | undefined;
  readonly readyWithinMs: number;
  /** Hears every line, readiness too. */
  readonly onLine?: (line: string) => void;
  /** Ends it at once, as a crash would, where it is not ready yet. */
  readonly signal?: AbortSignal;
}

/** A running child that has said that it is ready. */
export interface Child {
  readonly pid: number;
  /** What it said when it was ready. */
  readonly announcement: Readonly<Record<string, unknown>>;
  /** The last lines that it printed. */
  lastLines(): readonly string[];
  /** Fulfilled when it has ended, with how. */
  readonly ended: Promise<string>;
  /** Asks it to stop, and ends it after the grace. */
  stop(graceMs?: number): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

const LAST_LINES = 15;
const END_WITH_PARENT = join(import.meta.dirname, 'end-with-parent.ts');

/** A JSON object on a line of its own; undefined for anything else. */
export const jsonLine = (line: string): Readonly<Record<string, unknown>> | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

const killGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    // The child leads a group of its own, so that nothing it started stays behind.
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
};

/**
 * Starts a Node program in a process group of its own and waits until it announces that it is ready. It ends when
 * this process does, however this process ends.
 * @throws AlphaPandaError `CHILD_NOT_STARTED` with its last lines when it ends, is killed or says nothing in time; by then
 *   it has ended.
 */
export const startChild = async (options: ChildOptions): Promise<Child> => {
  const child = spawn(process.execPath, ['--import', END_WITH_PARENT, ...options.args], {
    env: { ...options.env, ENDS_WITH_PROCESS: String(process.pid) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lines: string[] = [];
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  const announcement = await new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
    };
    const abort = () => fail('it was killed');
    const fail = (why: string) => {
      done();
      killGroup(child, 'SIGKILL');
      const told = lines.join('\n');
      const error = new AlphaPandaError(
        'CHILD_NOT_STARTED',
        told === '' ? `${options.name} did not start: ${why}` : told,
      );
      ended.then(() => reject(error));
    };
    const timer = setTimeout(
      () => fail(`nothing heard within ${options.readyWithinMs} ms`),
      options.readyWithinMs,
    );
    const listen = (line: string) => {
      lines.push(line);
      if (lines.length > LAST_LINES) lines.shift();
      options.onLine?.(line);
      const value = options.ready(line);
      if (value === undefined) return;
      done();
      resolve(value);
    };
    options.signal?.addEventListener('abort', abort);
    if (options.signal?.aborted) abort();
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', listen);
    ended.then((how) => setImmediate(() => fail(how)));
  });

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    killGroup(child, signal);
    await ended;
  };
  return {
    pid: child.pid ?? -1,
    announcement,
    ended,
    lastLines: () => [...lines],
    kill: () => end('SIGKILL'),
    stop: async (graceMs = 4_000) => {
      const timer = setTimeout(() => killGroup(child, 'SIGKILL'), graceMs);
      await end('SIGTERM');
      clearTimeout(timer);
    },
  };
};
