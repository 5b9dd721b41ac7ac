import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const files = new Set<string>();

/*
 * Node loads this before the framework (`node --import`), so it sees every module that the framework loads.
 */
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    if (resolved.url.startsWith('file:')) files.add(fileURLToPath(resolved.url));
    return resolved;
  },
});

/** The modules that this process has loaded from a folder, installed packages excepted, relative to it. */
export const loadedSources = (folder: string): readonly string[] =>
  [...files]
    .map((file) => path.relative(folder, file))
    .filter((file) => !file.startsWith('..') && !file.split(path.sep).includes('node_modules'));
