import { globSync } from 'node:fs';

/** The files that people write. */
const WRITTEN = [
  '*.{md,ts,yml}',
  '.ci/*',
  'docs/**/*.md',
  '{functions,infra,localstack,shared,test}/**/*.{ts,md,yml,cjs,py,java}',
];

/** Generated from code that is also checked, or installed. */
const NOT_WRITTEN = ['docs/generated', '**/node_modules', '**/dist', '**/.serverless'];

/** The files whose words are checked, from the project's root, with slashes. */
export const textFiles = (root: string): readonly string[] =>
  globSync(WRITTEN, { cwd: root, exclude: NOT_WRITTEN })
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted();
