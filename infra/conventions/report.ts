import { EXCEPTIONS } from './exceptions.ts';
import type { Finding, Rule } from './rule.ts';
import type { SourceTree } from './source-tree.ts';

type Exceptions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The findings of a rule, except those in its exceptions. */
const findingsOf = (rule: Rule, tree: SourceTree, exceptions: Exceptions): readonly Finding[] => {
  const listed = exceptions[rule.name] ?? {};
  return rule.check(tree).filter(({ path }) => listed[path] === undefined);
};

/** Exceptions that are no longer needed. They would hide a new violation in a repaired file. */
const unneededExceptions = (
  rules: readonly Rule[],
  tree: SourceTree,
  exceptions: Exceptions,
): readonly string[] =>
  Object.entries(exceptions).flatMap(([name, listed]) => {
    const rule = rules.find((candidate) => candidate.name === name);
    const broken = new Set(rule?.check(tree).map(({ path }) => path));
    return Object.keys(listed)
      .filter((path) => !broken.has(path))
      .map((path) => `${path}: an exception to ${name} is not needed [exceptions]; remove it from the list`);
  });

/** One line per violation of a convention: the place, the problem, the remedy. */
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
  ...unneededExceptions(rules, tree, exceptions),
];
