import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { PAGES, pageAt, ROOT } from './pages.ts';

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsIn = (page: string): readonly string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

const brokenLinks = (path: string): readonly string[] => {
  const page = pageAt(path).replace(/^ *```[\s\S]*?^ *```/gm, '');
  return [...page.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(
    ([link, target = '', anchor]) => {
      const file = target === '' ? path : join(dirname(path), target);
      if (!existsSync(join(ROOT, file))) return [`${path}: ${link} leads nowhere`];
      return anchor === undefined || anchorsIn(pageAt(file)).includes(anchor)
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
  const lines = PAGES.filter((path) => path.startsWith('docs/decisions/0'))
    .toSorted()
    .map((path) => {
      const file = path.slice(path.lastIndexOf('/') + 1);
      return `- [${file.slice(0, 4)}](${file}) ${/^# (.+)$/m.exec(pageAt(path))?.[1]}`;
    });

  expect(
    pageAt('docs/decisions/README.md')
      .split('\n')
      .filter((line) => line.startsWith('- [')),
  ).toEqual(lines);
});
