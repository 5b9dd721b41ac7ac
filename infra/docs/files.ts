import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { AlphaPandaError } from '../../shared/errors.ts';
import { GENERATED_FOLDER, type GeneratedDocument } from './documents.ts';

const END = '<!-- end -->';

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const withBlock = (path: string, page: string, block: string, content: string): string => {
  const start = `<!-- generated: ${block} -->`;
  const from = page.indexOf(start);
  const to = page.indexOf(END, from);
  if (from < 0 || to < 0) {
    throw new AlphaPandaError('NO_BLOCK', `${path} has no "${start}" followed by "${END}" to write between`);
  }
  return `${page.slice(0, from)}${start}\n\n${content.trim()}\n\n${page.slice(to)}`;
};

const wanted = (root: string, { path, block, content }: GeneratedDocument): string =>
  block === undefined ? content : withBlock(path, read(join(root, path)) ?? '', block, content);

const filesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
};

const orphans = (root: string, documents: readonly GeneratedDocument[]): readonly string[] => {
  const known = new Set(documents.map(({ path }) => path));
  return filesIn(join(root, GENERATED_FOLDER))
    .map((file) => relative(root, file).split(sep).join('/'))
    .filter((path) => !known.has(path));
};

/** The paths of documents that are not what their generators say, and of generated files that none makes any more. */
export const staleDocuments = (root: string, documents: readonly GeneratedDocument[]): readonly string[] =>
  [
    ...documents
      .filter((document) => read(join(root, document.path)) !== wanted(root, document))
      .map(({ path }) => path),
    ...orphans(root, documents),
  ].toSorted();

/** Brings everything up to date; the paths of what changed. */
export const writeDocuments = (root: string, documents: readonly GeneratedDocument[]): readonly string[] => {
  const stale = staleDocuments(root, documents);
  for (const document of documents) {
    if (!stale.includes(document.path)) continue;
    const file = join(root, document.path);
    const content = wanted(root, document);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  for (const path of orphans(root, documents)) rmSync(join(root, path));
  return stale;
};
