import { describe, expect, it } from 'vitest';
import { report } from '../../../infra/conventions/report.ts';
import type { Rule } from '../../../infra/conventions/rule.ts';
import { RULES } from '../../../infra/conventions/rules.ts';
import { virtualSourceTree } from '../../../infra/conventions/source-tree.ts';

const rule: Rule = {
  name: 'no-x',
  remedy: 'write y',
  check: ({ files }) =>
    files.filter(({ text }) => text.includes('x')).map(({ path }) => ({ path, line: 1, problem: 'an x' })),
};

const reported = (files: Readonly<Record<string, string>>, exceptions = {}) => {
  const tree = virtualSourceTree(files);
  try {
    return report([rule], tree, exceptions);
  } finally {
    tree.close();
  }
};

describe('report', () => {
  it('prints the place, the problem, the rule and the remedy', () => {
    expect(reported({ 'a.ts': '"x"', 'b.ts': '"y"' })).toEqual(['a.ts:1: an x [no-x]; write y']);
  });

  it('skips a file that is listed as an exception', () => {
    expect(reported({ 'a.ts': '"x"' }, { 'no-x': { 'a.ts': 'it is a letter' } })).toEqual([]);
  });

  it('reports an exception that is no longer needed', () => {
    expect(reported({ 'a.ts': '"y"' }, { 'no-x': { 'a.ts': 'it was a letter' } })).toEqual([
      'a.ts: an exception to no-x is not needed [exceptions]; remove it from the list',
    ]);
  });

  it('has rules of different names, each with a remedy', () => {
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
    for (const { remedy } of RULES) expect(remedy).toMatch(/\S/);
  });
});
