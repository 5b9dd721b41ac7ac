import { isHandler } from '../places.ts';
import { perFile, type Rule } from '../rule.ts';

const MOST = 40;

/** A handler only wires. */
export const handlerSize: Rule = {
  name: 'handler-size',
  remedy: 'move what decides into the stage, what reads into its context; a handler only wires them',
  check: (tree) =>
    perFile(tree, isHandler, ({ lineCount }) =>
      lineCount > MOST
        ? [{ line: MOST + 1, problem: `a handler of ${lineCount} lines; ${MOST} at most` }]
        : [],
    ),
};
