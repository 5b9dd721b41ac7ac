import { isPropertyAccessExpression } from 'typescript/unstable/ast/is';
import { isTest } from '../places.ts';
import { perFile, type Rule } from '../rule.ts';
import { rootName } from '../syntax.ts';

const RUNNERS: ReadonlySet<string> = new Set(['it', 'test', 'describe', 'suite', 'bench']);
const PARTS: ReadonlySet<string> = new Set(['only', 'skip', 'todo', 'fails']);

/** All tests run, or the suite says less than it seems to. Conditions (`skipIf`, `runIf`) say why themselves. */
export const wholeTests: Rule = {
  name: 'whole-tests',
  remedy: 'run it, mend it or delete it; use skipIf or runIf where it depends on the machine',
  check: (tree) =>
    perFile(tree, isTest, ({ nodes, lineOf }) =>
      nodes.flatMap((node) => {
        if (!isPropertyAccessExpression(node) || !PARTS.has(node.name.text)) return [];
        const runner = rootName(node.expression);
        return runner !== undefined && RUNNERS.has(runner)
          ? [{ line: lineOf(node), problem: `${runner}.${node.name.text} leaves tests out` }]
          : [];
      }),
    ),
};
