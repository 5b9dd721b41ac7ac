import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

it('docs/guides/test-a-stage.md quotes its examples from the tests that it names', () => {
  const [, ...sections] = read('docs/guides/test-a-stage.md').split(/^From `/m);

  const quotes = sections.flatMap((section) => {
    const path = section.slice(0, section.indexOf('`'));
    return [...section.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => ({ path, code }));
  });

  expect(quotes).toHaveLength(3);
  for (const { path, code } of quotes) expect(read(path), path).toContain(code);
});
