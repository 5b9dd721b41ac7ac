import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../shared/errors.ts';

const run = promisify(execFile);

const CACHE = join(import.meta.dirname, '..', 'node_modules', '.cache', 'python');
const INSTALL_WITHIN_MS = 300_000;

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * A Python environment with exactly the packages of a requirements file, made on first use and kept under
 * node_modules. Nothing of the machine's own Python is touched.
 * @returns how to call a program of it: by its Python, for its first line names the folder that it was made in
 * @throws Error that says what is missing: Python 3, its venv module, or PyPI
 */
export const pythonEnvironment = async (
  requirements: string,
): Promise<(program: string) => readonly [command: string, script: string]> => {
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const folder = join(CACHE, digest);
  const call = (program: string) => [join(folder, 'bin', 'python3'), join(folder, 'bin', program)] as const;
  if (await exists(folder)) return call;
  // Made beside its place and moved there when it is whole: a half of one would be taken for all of it.
  const unfinished = `${folder}-${process.pid}`;
  try {
    await mkdir(CACHE, { recursive: true });
    await run('python3', ['-m', 'venv', unfinished]);
    await run(
      join(unfinished, 'bin', 'python3'),
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', requirements],
      { timeout: INSTALL_WITHIN_MS },
    );
    await rename(unfinished, folder);
  } catch (thrown) {
    await rm(unfinished, { recursive: true, force: true });
    throw new Error(
      `${requirements} cannot be installed; it needs Python 3 with venv, and PyPI: ${messageOf(thrown)}`,
      { cause: thrown },
    );
  }
  return call;
};
