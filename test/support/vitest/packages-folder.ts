import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the files of this run share packages of the service. */
    packages: string;
  }
}

/** A folder that lives as long as the run, so that no package in it can be older than the sources. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'alpha-panda-packages-'));
  provide('packages', folder);
  return () => rm(folder, { recursive: true, force: true });
};
