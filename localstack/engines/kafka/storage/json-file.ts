import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Reads a JSON file; `undefined` when the file does not exist. @throws when it is not JSON, naming the file. */
export const readJson = (path: string): unknown => {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} is not readable as JSON; delete the folder it is in to start empty.`, {
      cause: error,
    });
  }
};

/** Replaces a file in one step: a crash leaves the old contents or the new, never a mixture. */
export const replaceFile = (path: string, contents: string): void => {
  const temporary = `${path}.new`;
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
};
