import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as z from 'zod';
import { AlphaPandaError } from '../../../shared/errors.ts';

/** A small document in one file, or in memory only. */
export interface JsonFile<T> {
  /** @throws if the file exists but does not hold such a document */
  load(): T;
  save(document: T): void;
}

/**
 * Keeps a document in a file that only its owner can read (mode 0600). A rename replaces the whole file, so a crash
 * leaves the old or the new document. Without a path, `load` returns `empty` and `save` does nothing.
 */
export const jsonFile = <T>(path: string | undefined, schema: z.ZodType<T>, empty: T): JsonFile<T> => {
  if (path === undefined) return { load: () => empty, save: () => undefined };
  return {
    load: () => {
      const text = readIfThere(path);
      return text === undefined ? empty : parse(path, text, schema);
    },
    save: (document) => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const next = `${path}.${process.pid}.tmp`;
      writeFileSync(next, JSON.stringify(document), { mode: 0o600 });
      renameSync(next, path);
    },
  };
};

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Without a cause: a JSON or schema error can quote the file, which may hold secrets. */
const parse = <T>(path: string, text: string, schema: z.ZodType<T>): T => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = undefined;
  }
  const result = schema.safeParse(document);
  if (!result.success) {
    throw new AlphaPandaError(
      'LOCAL_CLOUD_FILE_DAMAGED',
      `${path} is not a file the local cloud wrote: move it away or delete it, then start again.`,
    );
  }
  return result.data;
};
