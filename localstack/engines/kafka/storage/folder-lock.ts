import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes sure that one process at a time works in a folder: two would write into each other's segments.
 * The lock of a process that was killed is taken over.
 * @returns a function that frees the folder.
 * @throws when another process that is alive holds it.
 */
export const lockFolder = (folder: string): (() => void) => {
  const path = join(folder, 'broker.pid');
  const holder = existsSync(path) ? Number(readFileSync(path, 'utf8')) : undefined;
  if (holder !== undefined && holder !== process.pid && isAlive(holder)) {
    throw new Error(
      `The folder ${folder} is in use by the broker with process id ${holder}: stop it, or choose another folder. ` +
        `If ${holder} is not a broker, delete ${path}.`,
    );
  }
  writeFileSync(path, String(process.pid));
  return () => rmSync(path, { force: true });
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
