import project from '../../../package.json' with { type: 'json' };
import { perFile, type Rule } from '../rule.ts';

const workspaceOf = (path: string): string | undefined =>
  project.workspaces.find((folder) => path.startsWith(`${folder}/`));

/** The tests of the packages may import internals. */
const isPackageTest = (path: string): boolean =>
  path.startsWith('test/conformance/') ||
  project.workspaces.some((folder) => path.startsWith(`test/${folder}/`));

const problemOf = (from: string, to: string): string | undefined => {
  const [own, other] = [workspaceOf(from), workspaceOf(to)];
  if (own === other) return undefined;
  if (own !== undefined) return `the package in ${own} imports a file outside itself`;
  return other === undefined || isPackageTest(from)
    ? undefined
    : `a file inside the package of ${other} is imported`;
};

/** The npm workspaces can be published. They import only packages, and other code imports them by package name. */
export const workspaceBoundaries: Rule = {
  name: 'workspace-boundaries',
  remedy: 'import the package by its name; modules that its package.json does not export are internal',
  check: (tree) =>
    perFile(
      tree,
      () => true,
      ({ path: from, imports }) =>
        imports.flatMap(({ path: to, specifier, line }) => {
          const problem = to === undefined ? undefined : problemOf(from, to);
          return problem === undefined ? [] : [{ line, problem: `${problem}: ${specifier}` }];
        }),
    ),
};
