import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs', 'reliability.md'), 'utf8');

interface Reference {
  readonly file: string;
  /** Parts of the test's name that stand in its file as they are: the rest comes from a table. */
  readonly parts: readonly string[];
}

/** What the page's tables name in their last column: `` `file` › name ``, more of them after `<br>`. */
const references: readonly Reference[] = PAGE.split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('`test/'))
  .flatMap((line) =>
    line
      .slice(line.lastIndexOf(' | ') + 3)
      .replace(/ \|$/, '')
      .split('<br>'),
  )
  .map((reference) => {
    const [, file = '', name = ''] = /^`([^`]+)`(?: › (.*))?$/.exec(reference) ?? [];
    return {
      file,
      parts: name
        .split(/…| › /)
        .map((part) => part.trim())
        .filter((part) => part.length > 1),
    };
  });

describe('docs/reliability.md', () => {
  it('names tests in every row of its tables', () => {
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter(({ file }) => file === '')).toEqual([]);
  });

  it('names existing tests', () => {
    const missing = references.flatMap(({ file, parts }) => {
      const path = join(ROOT, file);
      if (!existsSync(path)) return [`${file} does not exist`];
      const source = readFileSync(path, 'utf8').replaceAll("\\'", "'");
      return parts.filter((part) => !source.includes(part)).map((part) => `${file} has no test "${part}"`);
    });

    expect(missing).toEqual([]);
  });
});
