import { isSource } from '../places.ts';
import { perFile, type Rule } from '../rule.ts';

const MOST = 350;

/** A file has one subject, and fits in a reader's head. */
export const fileSize: Rule = {
  name: 'file-size',
  remedy: 'split it by subject; where that would tear one idea apart, list it with the reason',
  check: (tree) =>
    perFile(tree, isSource, ({ lineCount }) =>
      lineCount > MOST ? [{ line: MOST + 1, problem: `${lineCount} lines; ${MOST} at most` }] : [],
    ),
};
