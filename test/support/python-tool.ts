import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { artifactCache } from '../../localstack/engines/jvm/artifacts.ts';

const run = promisify(execFile);
const PYTHON = 'python3';
const INSTALL_TIMEOUT_MS = 5 * 60_000;

/** A Python program that tests run, or why it cannot be had here. */
export type PythonTool =
  | {
      readonly found: true;
      /** Runs a module of it: `args` begin behind `python3 -m`. */
      readonly command: string;
      readonly environment: Readonly<Record<string, string>>;
    }
  | { readonly found: false; readonly reason: string };

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const oneLine = (thrown: unknown): string => String(thrown).split('\n')[0] ?? '';

/**
 * The packages of `test/python/<name>.txt`, all pinned, in a folder outside of the tree that is named by the file's
 * digest. pip fetches them once; the folder appears whole by a rename, so that several processes may fetch at once.
 */
export const pythonTool = async (
  name: 'schemathesis' | 'cfn-lint' | 'librdkafka' | 'calendars',
): Promise<PythonTool> => {
  const requirements = resolve(import.meta.dirname, '..', 'python', `${name}.txt`);
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const cache = artifactCache();
  const folder = join(cache, `python-${name}-${digest.slice(0, 12)}`);
  const tool = { found: true, command: PYTHON, environment: { PYTHONPATH: folder } } as const;
  if (await exists(folder)) return tool;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, `.fetch-${name}-`));
  try {
    const target = join(work, 'packages');
    const install = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', target, '-r', requirements];
    await run(PYTHON, install, { timeout: INSTALL_TIMEOUT_MS });
    await rename(target, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
    return tool;
  } catch (thrown) {
    return { found: false, reason: `${name} could not be installed by pip: ${oneLine(thrown)}` };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};
