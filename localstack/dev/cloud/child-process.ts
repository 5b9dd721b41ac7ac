import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AlphaPandaError } from '../../../shared/errors.ts';

export interface ChildOptions {
  /** For messages. */
  readonly name: string;
  /** Arguments of `node`: options, the script, the script's arguments. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The value that announces readiness; undefined for every other line of output. */
  readonly ready: (line: string) => Readonly<Record<string, unknown>> | undefined;
  /** Whether a line says that the start has come further; without it only the announcement does. */
  readonly isProgress?: (line: string) => boolean;
  /** How long each step of the start may take. */
  readonly stepWithinMs: number;
  /** Receives every line, the announcement included. */
  readonly onLine?: (line: string) => void;
  /** Kills the child at once if it is not ready yet. */
  readonly signal?: AbortSignal;
}

/** A running child that has announced that it is ready. */
export interface Child {
  readonly pid: number;
  /** The value that announced readiness. */
  readonly announcement: Readonly<Record<string, unknown>>;
  /** The last lines that it printed. */
  lastLines(): readonly string[];
  /** Fulfilled with the exit code or signal when it has ended. */
  readonly ended: Promise<string>;
  /** Sends SIGTERM, and SIGKILL after the grace period. */
  stop(graceMs?: number): Promise<void>;
  /** Sends SIGKILL, as a crash would end it. */
  kill(): Promise<void>;
}

const LAST_LINES = 15;
/** A machine that is busy with much else takes minutes for what takes seconds. */
export const PATIENT_STEP_MS = 180_000;
const END_WITH_PARENT = join(import.meta.dirname, 'end-with-parent.ts');
/** Without a limit V8 keeps up to 128 MB for new objects alone, in each process. */
const NODE = ['--max-semi-space-size=8', '--import', END_WITH_PARENT];
/** Compiled code and TypeScript without its types, for the next start. The compiler of Node takes 18 MB in a process. */
const COMPILED = join(import.meta.dirname, '../../../node_modules/.cache/alpha-panda/compiled');

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
    // The child leads its own process group, so this also ends the processes that it started.
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
};

/**
 * Starts a Node program in its own process group and waits until it announces that it is ready. It ends with this
 * process, even if this process crashes.
 * @throws AlphaPandaError `CHILD_NOT_STARTED` with its last lines if it ends, is killed or makes no progress. The child
 *   has ended by then.
 */
export const startChild = async (options: ChildOptions): Promise<Child> => {
  const child = spawn(process.execPath, [...NODE, ...options.args], {
    env: {
      NODE_COMPILE_CACHE: COMPILED,
      MALLOC_ARENA_MAX: '2',
      ...options.env,
      ENDS_WITH_PROCESS: String(process.pid),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lines: string[] = [];
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  const announcement = await new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    let isWaiting = true;
    const done = () => {
      isWaiting = false;
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
    };
    const abort = () => fail('it was killed');
    const fail = (why: string) => {
      done();
      killGroup(child, 'SIGKILL');
      const output = lines.join('\n');
      const error = new AlphaPandaError(
        'CHILD_NOT_STARTED',
        output === '' ? `${options.name} did not start: ${why}` : output,
      );
      ended.then(() => reject(error));
    };
    const timer = setTimeout(
      () => fail(`it made no progress for ${options.stepWithinMs} ms`),
      options.stepWithinMs,
    );
    const listen = (line: string) => {
      lines.push(line);
      if (lines.length > LAST_LINES) lines.shift();
      options.onLine?.(line);
      if (!isWaiting) return;
      const value = options.ready(line);
      if (value !== undefined) {
        done();
        resolve(value);
      } else if (options.isProgress?.(line)) {
        timer.refresh();
      }
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
