import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AlphaPandaError } from '../../shared/errors.ts';
import type { PlantedBug } from './planted-bugs.ts';
import type { simulate } from './simulate.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MARK = '?planted=';

/**
 * The file with the bug in it.
 * @throws AlphaPandaError `BUG_NOT_PLANTED` unless the file contains its text exactly once
 */
export const mutated = ({ name, file, text, replacement }: PlantedBug, source: string): string => {
  const parts = source.split(text);
  if (parts.length !== 2) {
    throw new AlphaPandaError(
      'BUG_NOT_PLANTED',
      `"${name}": its text stands ${parts.length - 1} times in ${file}, not once. Plant the same defect where the code is now, or take it out of test/simulation/planted-bugs.ts: ${text}`,
    );
  }
  return parts.join(replacement);
};

/** The present text of a bug's file. */
export const sourceOf = ({ file }: PlantedBug): string => readFileSync(join(ROOT, file), 'utf8');

/**
 * A simulation with one planted bug: the whole project is loaded a second time, beside the unchanged one.
 * @throws AlphaPandaError `BUG_NOT_PLANTED`
 */
export const plant = async (bug: PlantedBug): Promise<typeof simulate> => {
  const source = mutated(bug, sourceOf(bug));
  const mark = `${MARK}${encodeURIComponent(bug.name)}`;
  const path = join(ROOT, bug.file);
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const ours = found.url.startsWith(pathToFileURL(ROOT).href) && !found.url.includes('/node_modules/');
      return ours && context.parentURL?.endsWith(mark) === true && !found.url.includes(MARK)
        ? { ...found, url: `${found.url}${mark}` }
        : found;
    },
    load(url, context, next) {
      const loaded = next(url, context);
      return url.endsWith(mark) && fileURLToPath(url) === path ? { ...loaded, source } : loaded;
    },
  });
  try {
    const module = await import(`./simulate.ts${mark}`);
    return module.simulate;
  } finally {
    hooks.deregister();
  }
};
