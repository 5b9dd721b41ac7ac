import { expect, it } from 'vitest';
import { pinProblems } from '../../../infra/conventions/dependency-pins.ts';

it('finds versions that are not exact', () => {
  const text = JSON.stringify({
    dependencies: { a: '^1.2.3', b: '1.2.3', '@aws-sdk/c': '^3.1.0', '@aws-sdk/d': 'latest' },
    devDependencies: { e: '*', f: 'npm:g@4.3.1', h: 'npm:g@^4', '@types/node': '^24.0.0', i: 'github:a/b' },
  });

  expect(pinProblems(text).map((line) => /^package.json:1: (\S+) is/.exec(line)?.[1])).toEqual([
    'e',
    'h',
    'i',
    'a',
    '@aws-sdk/d',
  ]);
});
