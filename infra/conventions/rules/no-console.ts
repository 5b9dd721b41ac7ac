import { isProduct } from '../places.ts';
import { perFile, type Rule } from '../rule.ts';
import { usedName } from '../syntax.ts';

/** What is deployed logs in one format, with the stage and the request in it. */
export const noConsole: Rule = {
  name: 'no-console',
  remedy: 'emit an event, throw an error of shared/errors.ts, or use the logger that the handler wires',
  check: (tree) =>
    perFile(tree, isProduct, ({ nodes, lineOf }) =>
      nodes
        .filter((node) => usedName(node) === 'console')
        .map((node) => ({ line: lineOf(node), problem: 'deployed code writes to the console' })),
    ),
};
