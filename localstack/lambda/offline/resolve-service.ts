import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { BundleCache } from '../serverless-plugins/bundle-cache.ts';
import type { SavedService } from './saved-service.ts';

/** Resolved services, by the contents of their sources. */
const CACHE = path.join('node_modules', '.cache', 'alpha-panda', 'services');
const FILE = 'service.json';
const LOADED_SOURCES = path.join(import.meta.dirname, 'loaded-sources.ts');

/** Variables that differ with each start or terminal, and that no service reads. */
const OTHER = /^(npm_.*|ENDS_WITH_PROCESS|NODE_COMPILE_CACHE|_|SHLVL|PWD|OLDPWD|INIT_CWD)$/;

/** Sorted by name. */
const variables = (environment: NodeJS.ProcessEnv) =>
  Object.entries(environment)
    .filter(([name]) => !OTHER.test(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

const readSaved = async (folder: string): Promise<SavedService> =>
  JSON.parse(await readFile(path.join(folder, FILE), 'utf8'));

/** Lets the framework resolve and check the service. @throws Error after it has printed why it cannot */
const runFramework = async (serviceDir: string, args: readonly string[], file: string): Promise<void> => {
  const framework = path.join(serviceDir, 'node_modules', 'serverless', 'bin', 'serverless.js');
  const child = spawn(process.execPath, ['--import', LOADED_SOURCES, framework, 'offline', ...args], {
    cwd: serviceDir,
    env: { ...process.env, SAVE_SERVICE: file },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('the framework could not resolve the service');
};

/**
 * The service as `serverless offline` resolves it: from the cache, if its sources, the environment, the arguments and the
 * installed packages are the same, otherwise by the framework in a process that then ends.
 */
export const resolveService = async (serviceDir: string, args: readonly string[]): Promise<SavedService> => {
  const installed = await readFile(path.join(serviceDir, 'node_modules', '.package-lock.json'), 'utf8').catch(
    () => '',
  );
  const request = JSON.stringify({
    serviceDir,
    args,
    node: process.version,
    installed,
    env: variables(process.env),
  });
  const cache = new BundleCache(path.join(serviceDir, CACHE), serviceDir);
  const { folder } = await cache.get(request, async (building) => {
    await runFramework(serviceDir, args, path.join(building, FILE));
    return (await readSaved(building)).inputs;
  });
  return readSaved(folder);
};
