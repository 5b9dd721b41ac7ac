import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

const PAGES = globSync(['*.md', 'docs/**/*.md', '{functions,infra,localstack,shared,test}/**/*.md'], {
  cwd: ROOT,
  exclude: ['**/node_modules'],
});

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsIn = (page: string): readonly string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

const brokenLinks = (path: string): readonly string[] => {
  const page = readFileSync(join(ROOT, path), 'utf8').replace(/^ *```[\s\S]*?^ *```/gm, '');
  return [...page.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(
    ([link, target = '', anchor]) => {
      const file = target === '' ? join(ROOT, path) : join(ROOT, dirname(path), target);
      if (!existsSync(file)) return [`${path}: ${link} leads nowhere`];
      return anchor === undefined || anchorsIn(readFileSync(file, 'utf8')).includes(anchor)
        ? []
        : [`${path}: ${link} names no heading`];
    },
  );
};

it('resolves every relative link and anchor of every page', () => {
  expect(PAGES).toContain('docs/architecture.md');
  expect(PAGES.flatMap(brokenLinks)).toEqual([]);
});

it('lists every decision in the index, by its title and in order', () => {
  const decisions = globSync('docs/decisions/0*.md', { cwd: ROOT }).toSorted();
  const lines = decisions.map((path) => {
    const file = path.slice(path.lastIndexOf('/') + 1);
    const title = /^# (.+)$/m.exec(readFileSync(join(ROOT, path), 'utf8'))?.[1];
    return `- [${file.slice(0, 4)}](${file}) ${title}`;
  });
  const index = readFileSync(join(ROOT, 'docs/decisions/README.md'), 'utf8');

  expect(index.split('\n').filter((line) => line.startsWith('- ['))).toEqual(lines);
});
