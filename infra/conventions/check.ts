import { resolve } from 'node:path';
import { dependencyPins } from './dependency-pins.ts';
import { report } from './report.ts';
import { RULES } from './rules.ts';
import { openSourceTree } from './source-tree.ts';

/** `node infra/conventions/check.ts`: one line per broken convention, and exit code 1 if there is any. */
const main = (root: string): number => {
  const tree = openSourceTree(root);
  try {
    const lines = [...report(RULES, tree), ...dependencyPins(root)];
    for (const line of lines) console.error(line);
    return lines.length === 0 ? 0 : 1;
  } finally {
    tree.close();
  }
};

process.exitCode = main(resolve(import.meta.dirname, '../..'));
