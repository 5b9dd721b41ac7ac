import { isHandler, isProduct, isWiring } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { SourceFile, SourceTree } from '../source-tree.ts';

/** The folder whose tests cover a file: `functions/{stage}`, `shared/{area}`, or `shared` for the files directly in it. */
const unitOf = (path: string): string => {
  const [area = '', unit = '', ...rest] = path.split('/');
  return rest.length === 0 ? area : `${area}/${unit}`;
};

/** All files that the tests import, directly or indirectly. */
const reachedFrom = (
  tests: readonly SourceFile[],
  byPath: ReadonlyMap<string, SourceFile>,
): ReadonlySet<string> => {
  const reached = new Set<string>();
  const visit = (file: SourceFile): void => {
    if (reached.has(file.path)) return;
    reached.add(file.path);
    for (const { path } of file.imports) {
      const next = path === undefined ? undefined : byPath.get(path);
      if (next !== undefined) visit(next);
    }
  };
  for (const test of tests) visit(test);
  return reached;
};

/** Whether a file has code to run. Files of interfaces and types need no test. */
const hasCode = ({ text }: SourceFile): boolean =>
  text
    .split('\n')
    .some((line) => /^(?!import|export (type|interface)|type|interface|declare)[a-z]/.test(line));

const isTestOf = (unit: string, path: string): boolean => unitOf(path.slice('test/'.length)) === unit;

const untested = (tree: SourceTree): readonly SourceFile[] => {
  const byPath = new Map(tree.files.map((file) => [file.path, file]));
  const tests = tree.files.filter(({ path }) => path.startsWith('test/') && path.endsWith('.test.ts'));
  const product = tree.files.filter(
    (file) => isProduct(file.path) && !isHandler(file.path) && !isWiring(file.path) && hasCode(file),
  );
  const units = Map.groupBy(product, ({ path }) => unitOf(path));
  return [...units].flatMap(([unit, files]) => {
    const own = tests.filter(({ path }) => isTestOf(unit, path));
    const reached = reachedFrom(own, byPath);
    return files.filter(({ path }) => !reached.has(path));
  });
};

/**
 * The tests of a stage, or of an area of shared/, import all of its files, directly or indirectly. Tests of other
 * folders do not count. `test/integration` tests the handlers as deployed functions.
 */
export const tested: Rule = {
  name: 'tested',
  remedy: 'add a test under the same path in test/',
  check: (tree) =>
    untested(tree).map(({ path }) => ({
      path,
      line: 1,
      problem: `no test in test/${unitOf(path)}/ imports it`,
    })),
};
