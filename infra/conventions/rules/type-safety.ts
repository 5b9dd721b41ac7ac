import { type Node, SyntaxKind } from 'typescript/unstable/ast';
import { isSource } from '../places.ts';
import { perFile, type Rule } from '../rule.ts';

const problemOf = (node: Node): string | undefined => {
  if (node.kind === SyntaxKind.AnyKeyword) return 'the type any';
  if (node.kind === SyntaxKind.NonNullExpression) return 'a "!" that the compiler cannot check';
  return undefined;
};

const SUPPRESSION = /@ts-(ignore|nocheck|expect-error)/;

/** What the compiler cannot check, nobody has checked. */
export const typeSafety: Rule = {
  name: 'type-safety',
  remedy: 'use unknown and a type guard, or a schema at the edge',
  check: (tree) =>
    perFile(tree, isSource, ({ nodes, text, lineOf }) => [
      ...nodes.flatMap((node) => {
        const problem = problemOf(node);
        return problem === undefined ? [] : [{ line: lineOf(node), problem }];
      }),
      ...text
        .split('\n')
        .flatMap((line, place) =>
          SUPPRESSION.test(line) && /^\s*(\/\/|\/?\*)/.test(line)
            ? [{ line: place + 1, problem: 'a comment that silences the compiler' }]
            : [],
        ),
    ]),
};
