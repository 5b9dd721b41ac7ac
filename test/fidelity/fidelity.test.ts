import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fidelityPage } from './page/page.ts';
import { checkedTopics } from './page/topics.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const topics = await checkedTopics();

const missingTest = (test: string): boolean => {
  const [path = '', name = ''] = test.split(' › ');
  const file = join(ROOT, path);
  return !existsSync(file) || !readFileSync(file, 'utf8').replaceAll("\\'", "'").includes(name);
};

describe.each(topics)('fidelity of $name', ({ rows }) => {
  it.each(rows)('$figure', ({ expected, said, tolerance, passes }) => {
    expect({ said, passes }, `${expected} ± ${tolerance ?? 0} is expected`).toEqual({ said, passes: true });
  });

  it('names tests that exist', () => {
    expect(rows.filter(({ test }) => missingTest(test)).map(({ test }) => test)).toEqual([]);
  });

  it('states each figure once', () => {
    const figures = rows.map(({ figure }) => figure);
    expect(figures).toEqual([...new Set(figures)]);
  });
});

it('docs/fidelity.md is what npm run fidelity writes', () => {
  expect(readFileSync(join(ROOT, 'docs/fidelity.md'), 'utf8')).toBe(fidelityPage(topics));
});
