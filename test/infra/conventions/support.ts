import type { Rule } from '../../../infra/conventions/rule.ts';
import { virtualSourceTree } from '../../../infra/conventions/source-tree.ts';

/** The findings of a rule in these files, as `path:line problem`. */
export const findings = (rule: Rule, files: Readonly<Record<string, string>>): readonly string[] => {
  const tree = virtualSourceTree(files);
  try {
    return rule.check(tree).map(({ path, line, problem }) => `${path}:${line} ${problem}`);
  } finally {
    tree.close();
  }
};
