import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DEPLOYED_FUNCTIONS } from '../service/scheduled.ts';
import { BUILT_IN_MODULES, filesOfImport, type ImportTimes, timeImport } from './import-probe.ts';
import { type PackagedService, packageService } from './packaged-service.ts';

/** Maximum code that a bundle loads at start, and maximum time of its import in a fresh process. */
export const BUNDLE_AIM = { kilobytes: 750, importMs: 75 } as const;

const IMPORTS = 5;

export interface BundleMeasurement extends ImportTimes {
  readonly name: string;
  /** Code that the import of the handler loads: its module and its static imports. */
  readonly kilobytes: number;
  /** All code of the function, lazy imports included. */
  readonly totalKilobytes: number;
  readonly zipKilobytes: number;
}

const kilobytesOf = async (files: readonly string[]): Promise<number> => {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000;
};

/** Sizes and import times of one function's deployed bundle. */
export const measureBundle = async (
  service: PackagedService,
  name: string,
  imports: number = IMPORTS,
): Promise<BundleMeasurement> => {
  const url = pathToFileURL(service.bundleOf(name)).href;
  return {
    name,
    kilobytes: await kilobytesOf(await filesOfImport(url, name)),
    totalKilobytes: await kilobytesOf(await service.modulesOf(name)),
    zipKilobytes: await kilobytesOf([join(service.folder, `${name}.zip`)]),
    ...(await timeImport(url, name, imports)),
  };
};

const row = ([name = '', ...figures]: readonly string[]): string =>
  `${name.padEnd(27)}${figures.map((one) => one.padStart(14)).join('')}`;

const flagged = (value: number, aim: number): string => `${value <= aim ? '' : '!! '}${value.toFixed(0)}`;

const main = async (): Promise<void> => {
  await using service = await packageService('dev');
  const { kilobytes, importMs } = BUNDLE_AIM;
  console.log(row(['', 'kB at start', 'kB in total', 'kB zipped', 'import ms', 'processor ms', 'user ms']));
  console.log(row(['aims', `≤ ${kilobytes}`, '', '', `≤ ${importMs}`, '', '']));
  let missed = 0;
  for (const { name } of DEPLOYED_FUNCTIONS) {
    const measured = await measureBundle(service, name);
    if (measured.kilobytes > kilobytes || measured.importMs > importMs) missed += 1;
    console.log(
      row([
        name,
        flagged(measured.kilobytes, kilobytes),
        measured.totalKilobytes.toFixed(0),
        measured.zipKilobytes.toFixed(0),
        flagged(measured.importMs, importMs),
        measured.importCpuMs.toFixed(0),
        measured.importUserMs.toFixed(0),
      ]),
    );
  }
  const node = await timeImport(BUILT_IN_MODULES, '', IMPORTS);
  const nodeTimes = [node.importMs, node.importCpuMs, node.importUserMs].map((time) => time.toFixed(0));
  console.log(row(["included: Node's modules", '', '', '', ...nodeTimes]));
  console.log(
    missed === 0 ? 'All meet the aims.' : `${missed} of ${DEPLOYED_FUNCTIONS.length} miss an aim (!!).`,
  );
  console.log(`Times are medians of ${IMPORTS} fresh processes. On a busy machine, read the last column.`);
};

if (import.meta.main) await main();
