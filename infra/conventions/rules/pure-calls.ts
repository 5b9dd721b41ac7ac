import type { Node } from 'typescript/unstable/ast';
import { isCallExpression, isImportSpecifier, isNewExpression } from 'typescript/unstable/ast/is';
import { isPure } from '../places.ts';
import { perFile, type Rule } from '../rule.ts';
import { memberOf, usedName } from '../syntax.ts';

/** The file with the only clock. */
const PORTS = 'shared/ports/clock.ts';

const MEMBERS: ReadonlySet<string> = new Set(['Date.now', 'Math.random']);

/** Globals that read the clock, chance, or the environment. */
const GLOBALS: ReadonlySet<string> = new Set([
  'performance',
  'process',
  'crypto',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
]);

/** The random functions of node:crypto. */
const CHANCE: ReadonlySet<string> = new Set(['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues']);

const isDateOfNow = (node: Node): boolean =>
  (isNewExpression(node) && usedName(node.expression) === 'Date' && (node.arguments?.length ?? 0) === 0) ||
  (isCallExpression(node) && usedName(node.expression) === 'Date');

const problemOf = (node: Node): string | undefined => {
  const member = memberOf(node)?.join('.');
  if (member !== undefined && MEMBERS.has(member)) return member;
  if (isDateOfNow(node)) return 'the current Date';
  if (isImportSpecifier(node) && CHANCE.has(node.name.text)) return node.name.text;
  const name = usedName(node);
  return name !== undefined && GLOBALS.has(name) ? name : undefined;
};

/** The same input always gives the same output: replays agree to the byte, and a crash changes no result. */
export const pureCalls: Rule = {
  name: 'pure-calls',
  remedy:
    'take the time from the event or the context, chance from seededFraction(event id), settings from the handler',
  check: (tree) =>
    perFile(
      tree,
      (path) => isPure(path) && path !== PORTS,
      ({ nodes, lineOf }) =>
        nodes.flatMap((node) => {
          const problem = problemOf(node);
          return problem === undefined ? [] : [{ line: lineOf(node), problem: `pure code uses ${problem}` }];
        }),
    ),
};
