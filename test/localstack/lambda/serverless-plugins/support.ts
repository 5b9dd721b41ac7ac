import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const SERVERLESS = path.join(ROOT, 'node_modules/serverless/bin/serverless.js');
const OFFLINE = path.join(ROOT, 'localstack/lambda/offline/main.ts');
const SAVE_PLUGIN = path.join(ROOT, 'localstack/lambda/offline/save-service.ts');
const BUNDLE_PLUGIN = path.join(ROOT, 'localstack/lambda/serverless-plugins/bundle.ts');

/** The fixture service in a folder of its own, with our plugins. */
export interface FixtureService {
  readonly folder: string;
  /** Runs Serverless to its end; rejects with its output when it fails. */
  run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<string>;
  /** Starts Serverless; `output` grows as it prints. */
  start(args: readonly string[], environment?: Readonly<Record<string, string>>): RunningService;
  /** Starts `serverless offline` as `npm start` does, on a saved service. */
  startSaved(environment: Readonly<Record<string, string>>): RunningService;
  remove(): Promise<void>;
}

export interface RunningService {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** Resolves with the exit code, `null` when a signal ended it. */
  readonly exited: Promise<number | null>;
}

/** Copies the fixture, since tests build into the folder and change its sources. */
export const createFixtureService = async (): Promise<FixtureService> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'event-source-fixture-'));
  await cp(fileURLToPath(new URL('fixture', import.meta.url)), folder, { recursive: true });
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  await mkdir(path.join(folder, 'plugins'));
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  for (const plugin of [BUNDLE_PLUGIN, SAVE_PLUGIN]) {
    await writeFile(
      path.join(folder, 'plugins', path.basename(plugin)),
      `export { default } from ${JSON.stringify(plugin)};\n`,
    );
  }
  const settings = (environment: Readonly<Record<string, string>>) => ({
    cwd: folder,
    env: { ...process.env, ...environment },
  });
  return {
    folder,
    async run(args, environment = {}) {
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        [SERVERLESS, ...args],
        settings(environment),
      ).catch((error: { stdout?: string; stderr?: string }) => {
        throw new Error(`${error.stdout ?? ''}${error.stderr ?? ''}`, { cause: error });
      });
      return `${stdout}${stderr}`;
    },
    start: (args, environment = {}) => running([SERVERLESS, ...args], settings(environment)),
    startSaved: (environment) => running([OFFLINE], settings(environment)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};

const running = (args: readonly string[], settings: SpawnOptions): RunningService => {
  const child = spawn(process.execPath, args, { ...settings, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return {
    process: child,
    output: () => output,
    exited: new Promise((resolve) => child.once('exit', resolve)),
  };
};
