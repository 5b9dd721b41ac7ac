import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type PackagedService, packageIn, packageOf } from '../../infra/commands/packaged-service.ts';
import { messageOf } from '../../shared/errors.ts';
import { eventually } from './eventually.ts';

/** How a package ended. A file that waits for another file's package fails with the same message. */
type Ending = { readonly failed?: string };

const isFirst = (folder: string): Promise<boolean> =>
  mkdir(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );

const endingIn = async (file: string): Promise<Ending | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
};

/**
 * The service as `serverless package` makes it. The first file of a run that asks for a stage with some parameters
 * makes the package, the others wait for it. The run removes it.
 */
export const packagedOnce = async (
  stage: string,
  parameters: Readonly<Record<string, string>> = {},
  options: { readonly templateOnly?: boolean } = {},
): Promise<PackagedService> => {
  const asked = JSON.stringify([stage, parameters, options]);
  const folder = join(inject('packages'), createHash('sha256').update(asked).digest('hex').slice(0, 16));
  const ended = join(folder, 'ended.json');
  if (await isFirst(folder)) {
    const failed = await packageIn(folder, stage, parameters, options).then(() => undefined, messageOf);
    await writeFile(`${ended}.part`, JSON.stringify({ failed }));
    await rename(`${ended}.part`, ended);
  }
  const { failed } = await eventually(`the package ${asked}`, () => endingIn(ended));
  if (failed !== undefined) throw new Error(failed);
  return packageOf(folder);
};
