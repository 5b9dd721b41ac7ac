import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { STAGE_FUNCTIONS } from '../service/stages.ts';

const run = promisify(execFile);

/** Median times of one import in a fresh process, in milliseconds. */
export interface ImportTimes {
  /** Wall time. */
  readonly importMs: number;
  /** Processor time of all threads. It includes the system's work, which a busy machine disturbs. */
  readonly importCpuMs: number;
  /** User time of all threads. A busy machine disturbs it least. */
  readonly importUserMs: number;
}

interface Sample {
  readonly wall: number;
  readonly user: number;
  readonly system: number;
}

/** Script that times one import. */
const STOPWATCH = `
const start = performance.now();
const before = process.cpuUsage();
await import(process.argv[1]);
const wall = performance.now() - start;
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ wall, user: user / 1000, system: system / 1000 }));
process.exit(0);
`;

/** Script that lists the files that one import loads. */
const LISTENER = `
import { registerHooks } from 'node:module';
const files = [];
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) files.push(url);
    return next(url, context);
  },
});
await import(process.argv[1]);
process.stdout.write(JSON.stringify(files));
process.exit(0);
`;

/**
 * A module that imports only the modules of Node that a handler needs: TLS, hashes, compression. Bundling does not
 * reduce this part of a start.
 */
export const BUILT_IN_MODULES = `data:text/javascript,${[
  'https',
  'tls',
  'net',
  'crypto',
  'zlib',
  'stream',
  'fs/promises',
  'os',
]
  .map((name) => `import 'node:${name}';`)
  .join('')}`;

/** The settings that a handler needs at import. An import does not connect to any service. */
const environmentOf = (functionName: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  STAGE: 'bundles',
  KAFKA_BROKERS: '127.0.0.1:9',
  KAFKA_AUTH: 'iam',
  TABLE_PREFIX: 'bundles',
  AWS_REGION: 'ap-south-1',
  JWT_SECRET_ID: 'bundles/jwt-keys',
  JWT_PUBLIC_SECRET_ID: 'bundles/jwt-public-keys',
  ADDRESS_SECRET_ID: 'bundles/address-keys',
  SESSION_SECRET_ID: 'bundles/session-keys',
  ZERODHA_SECRET_ID: 'bundles/zerodha',
  EVENT_SOURCE_MAPPINGS: 'bundles',
  EXPECTED_METRICS: 'bundles:bundles',
  ...STAGE_FUNCTIONS.find(({ name }) => name === functionName)?.environment,
});

const probe = async (script: string, url: string, functionName: string) => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script, url], {
    env: environmentOf(functionName),
  });
  return JSON.parse(stdout);
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Imports a module in fresh processes, one after the other, with the environment of a function. */
export const timeImport = async (url: string, functionName: string, times: number): Promise<ImportTimes> => {
  const samples: Sample[] = [];
  for (let i = 0; i < times; i += 1) samples.push(await probe(STOPWATCH, url, functionName));
  return {
    importMs: median(samples.map(({ wall }) => wall)),
    importCpuMs: median(samples.map(({ user, system }) => user + system)),
    importUserMs: median(samples.map(({ user }) => user)),
  };
};

/** The files that the import of a module loads, the module's file first. */
export const filesOfImport = async (url: string, functionName: string): Promise<readonly string[]> => {
  const urls: readonly string[] = await probe(LISTENER, url, functionName);
  return urls.map((one) => fileURLToPath(one));
};
