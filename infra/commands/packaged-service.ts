import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../shared/errors.ts';
import type { Resource } from '../stack/intrinsics.ts';

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, '../..');

/** The sources of a package, except `serverless.yml`, which must not be a link. */
const SOURCES = [
  'package.json',
  'tsconfig.json',
  'infra',
  'functions',
  'shared',
  'localstack',
  'node_modules',
] as const;

export interface PackagedService {
  readonly template: { readonly Resources: Readonly<Record<string, Resource>> };
  /** Folder of the template and the zips. */
  readonly folder: string;
  readonly templateFile: string;
  /** The handler module in a function's zip. */
  bundleOf(functionName: string): string;
  /** All modules in a function's zip. */
  modulesOf(functionName: string): Promise<readonly string[]>;
}

export interface PackageOptions {
  /** Builds only the template. The zips are empty. */
  readonly templateOnly?: boolean;
}

/** The package that `packageIn` made in a folder. */
export const packageOf = async (folder: string): Promise<PackagedService> => {
  const output = join(folder, '.serverless');
  const templateFile = join(output, 'cloudformation-template-update-stack.json');
  const built = (functionName: string) => join(output, 'bundles', functionName);
  return {
    template: JSON.parse(await readFile(templateFile, 'utf8')),
    folder: output,
    templateFile,
    bundleOf: (functionName) => join(built(functionName), 'index.mjs'),
    modulesOf: async (functionName) => {
      const files = await readdir(built(functionName), { recursive: true });
      return files.filter((file) => file.endsWith('.mjs')).map((file) => join(built(functionName), file));
    },
  };
};

/** Runs `serverless package` in an empty folder that links to the sources. The bundles of a running cloud do not change. */
export const packageIn = async (
  folder: string,
  stage: string,
  parameters: Readonly<Record<string, string>>,
  { templateOnly = false }: PackageOptions,
): Promise<void> => {
  await copyFile(join(ROOT, 'serverless.yml'), join(folder, 'serverless.yml'));
  await Promise.all(SOURCES.map((name) => symlink(join(ROOT, name), join(folder, name))));
  const parameterOptions = Object.entries(parameters).flatMap(([name, value]) => [
    '--param',
    `${name}=${value}`,
  ]);
  const cli = join(ROOT, 'node_modules', 'serverless', 'bin', 'serverless.js');
  const env = {
    ...process.env,
    SLS_NOTIFICATIONS_MODE: 'off',
    BUNDLE_TEMPLATE_ONLY: String(templateOnly),
  };
  await run(process.execPath, [cli, 'package', '--stage', stage, ...parameterOptions], {
    cwd: folder,
    env,
  }).catch((thrown: unknown) => {
    const printed = thrown instanceof Error && 'stdout' in thrown ? String(thrown.stdout) : '';
    throw new Error(`serverless package --stage ${stage} failed: ${messageOf(thrown)}\n${printed}`);
  });
};

/** Packages the service with `serverless package` in a temporary folder that disposal removes. */
export const packageService = async (
  stage: string,
  parameters: Readonly<Record<string, string>> = {},
  options: PackageOptions = {},
): Promise<PackagedService & AsyncDisposable> => {
  const folder = await mkdtemp(join(tmpdir(), 'alpha-panda-package-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    await packageIn(folder, stage, parameters, options);
    return { ...(await packageOf(folder)), [Symbol.asyncDispose]: dispose };
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
};
