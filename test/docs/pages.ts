import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Every Markdown page of the project, from its root. */
export const PAGES: readonly string[] = globSync(
  ['*.md', 'docs/**/*.md', '{functions,infra,localstack,shared,test}/**/*.md'],
  { cwd: ROOT, exclude: ['**/node_modules'] },
);

export const pageAt = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
