import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { wordFindings } from './words/findings.ts';
import { textFiles } from './words/text-files.ts';
import { readWordList } from './words/word-list.ts';

/**
 * `node infra/conventions/check-words.ts`: one line per word that the list refuses and per long sentence.
 * With paths it checks only those files and folders.
 */
const main = (root: string, paths: readonly string[]): number => {
  const words = readWordList(root);
  const isAsked = (path: string): boolean =>
    paths.length === 0 || paths.some((asked) => path.startsWith(asked));
  const lines = textFiles(root)
    .filter(isAsked)
    .flatMap((path) => wordFindings(path, readFileSync(join(root, path), 'utf8'), words));
  for (const line of lines) console.error(line);
  return lines.length === 0 ? 0 : 1;
};

process.exitCode = main(resolve(import.meta.dirname, '../..'), process.argv.slice(2));
