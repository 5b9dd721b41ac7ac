import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type PackagedService, packageService } from './packaged-service.ts';
import { STAGE_FUNCTIONS } from './stages.ts';

const run = promisify(execFile);

/** What a bundle may weigh, and how long importing it in a fresh process may take. */
export const BUNDLE_AIM = { kilobytes: 750, importMs: 75 } as const;

const IMPORTS = 5;

export interface BundleMeasurement {
  readonly name: string;
  readonly kilobytes: number;
  /** Wall time, median of fresh processes. */
  readonly importMs: number;
  /** Processor time of the same: what is left of the difference on a busy machine is the machine's. */
  readonly importCpuMs: number;
}

const PROBE = `
const start = performance.now();
const before = process.cpuUsage();
await import(process.argv[1]);
const wall = performance.now() - start;
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify([wall, (user + system) / 1000]));
process.exit(0);
`;

/** Enough for a handler to read its settings; importing it connects to nothing. */
const environmentOf = (name: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  STAGE: 'bundles',
  KAFKA_BROKERS: '127.0.0.1:9',
  KAFKA_AUTH: 'iam',
  TABLE_PREFIX: 'bundles',
  AWS_REGION: 'ap-south-1',
  ...STAGE_FUNCTIONS.find((stage) => stage.name === name)?.environment,
});

const importOnce = async (file: string, name: string): Promise<readonly [wall: number, cpu: number]> => {
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '--eval', PROBE, pathToFileURL(file).href],
    { env: environmentOf(name) },
  );
  const [wall, cpu] = JSON.parse(stdout);
  return [wall, cpu];
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Size and import time of one function's bundle, as it would be deployed. */
export const measureBundle = async (
  service: PackagedService,
  name: string,
  imports: number = IMPORTS,
): Promise<BundleMeasurement> => {
  const file = service.bundleOf(name);
  const { size } = await stat(file);
  const times: (readonly [wall: number, cpu: number])[] = [];
  for (let i = 0; i < imports; i += 1) times.push(await importOnce(file, name));
  return {
    name,
    kilobytes: size / 1_000,
    importMs: median(times.map(([wall]) => wall)),
    importCpuMs: median(times.map(([, cpu]) => cpu)),
  };
};

const judged = (value: number, aim: number): string =>
  `${value.toFixed(0).padStart(6)} ${value <= aim ? '  ' : '!!'}`;

const main = async (): Promise<void> => {
  await using service = await packageService('dev');
  const { kilobytes, importMs } = BUNDLE_AIM;
  console.log(
    `${'function'.padEnd(28)} kB (≤ ${kilobytes})  import ms (≤ ${importMs}, median of ${IMPORTS})  of it cpu`,
  );
  let missed = 0;
  for (const { name } of STAGE_FUNCTIONS) {
    const measured = await measureBundle(service, name);
    if (measured.kilobytes > kilobytes || measured.importMs > importMs) missed += 1;
    console.log(
      `${name.padEnd(28)} ${judged(measured.kilobytes, kilobytes)}  ${judged(measured.importMs, importMs)} ${measured.importCpuMs.toFixed(0).padStart(20)}`,
    );
  }
  console.log(
    missed === 0 ? 'All within the aims.' : `${missed} of ${STAGE_FUNCTIONS.length} miss an aim (!!).`,
  );
};

if (import.meta.main) await main();
