import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Release } from './release.ts';
import type { FeedProcess } from './supervisor.ts';

/** The process entry in the zip of the function. */
const ENTRY = 'main.mjs';

/** The time that a process has to give up its lease. */
const LEAVE_MS = 15_000;

interface Surroundings {
  /** Of this host: credentials, region. The variables of the function go before. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Receives each line that the process prints. */
  readonly onLine: (line: string) => void;
}

/** Starts the process of a release in a Node of its own. Its folder is removed when it has ended. */
export const startFeedProcess = async (
  release: Release,
  { environment, onLine }: Surroundings,
): Promise<FeedProcess> => {
  const folder = await release.unpack();
  const child = spawn(process.execPath, [join(folder, ENTRY)], {
    cwd: folder,
    env: { ...environment, ...release.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', onLine);
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code, signal) => resolve(signal ?? `code ${code}`));
  }).then(async (how) => {
    await rm(folder, { recursive: true, force: true });
    return how;
  });
  const leave = async (): Promise<void> => {
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), LEAVE_MS);
    await ended;
    clearTimeout(kill);
  };
  let leaving: Promise<void> | undefined;
  return {
    ended,
    // A second signal would end it before it has given up its lease.
    stop: () => {
      leaving ??= leave();
      return leaving;
    },
  };
};
