import { EXCEPTIONS } from './exceptions.ts';
import type { Finding, Rule } from './rule.ts';
import type { SourceTree } from './source-tree.ts';

type Exceptions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a rule found, but for the files that are listed as exceptions to it. */
const findingsOf = (rule: Rule, tree: SourceTree, exceptions: Exceptions): readonly Finding[] => {
  const listed = exceptions[rule.name] ?? {};
  return rule.check(tree).filter(({ path }) => listed[path] === undefined);
};

/** Exceptions that nothing needs any more: what is mended must not break again unseen. */
const idleExceptions = (
  rules: readonly Rule[],
  tree: SourceTree,
  exceptions: Exceptions,
): readonly string[] =>
  Object.entries(exceptions).flatMap(([name, listed]) => {
    const rule = rules.find((candidate) => candidate.name === name);
    const broken = new Set(rule?.check(tree).map(({ path }) => path));
    return Object.keys(listed)
      .filter((path) => !broken.has(path))
      .map(
        (path) =>
          `${path}: is listed as an exception to ${name} and keeps it [exceptions]; take it off the list`,
      );
  });

/** One line per place where a convention is broken: where, what, how to mend it. */
export const report = (
  rules: readonly Rule[],
  tree: SourceTree,
  exceptions: Exceptions = EXCEPTIONS,
): readonly string[] => [
  ...rules.flatMap((rule) =>
    findingsOf(rule, tree, exceptions).map(
      ({ path, line, problem }) => `${path}:${line}: ${problem} [${rule.name}]; ${rule.remedy}`,
    ),
  ),
  ...idleExceptions(rules, tree, exceptions),
];
