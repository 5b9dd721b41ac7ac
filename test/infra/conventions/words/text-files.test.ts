import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { textFiles } from '../../../../infra/conventions/words/text-files.ts';

it('lists code, pages and YAML, but no generated, built or installed files', () => {
  const root = mkdtempSync(join(tmpdir(), 'alpha-panda-words-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const written = [
    'README.md',
    'serverless.yml',
    '.ci/run',
    'docs/guides/a.md',
    'shared/a/b.ts',
    'test/c.py',
  ];
  const left = [
    'docs/generated/api.md',
    'node_modules/a.md',
    'localstack/p/node_modules/a.ts',
    'infra/dist/a.ts',
  ];
  for (const path of [...written, ...left, 'package-lock.json']) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
  }

  expect(textFiles(root)).toEqual(written.toSorted());
});
