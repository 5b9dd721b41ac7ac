import {
  isFunction,
  isHandler,
  isInfra,
  isLocal,
  isProduct,
  isShared,
  isSource,
  isTest,
  stageFolder,
} from '../places.ts';
import { perFile, type Rule } from '../rule.ts';

const problemOf = (from: string, to: string): string | undefined => {
  if (isTest(to) && isSource(from)) return 'code depends on tests';
  if (isShared(from) && !isShared(to)) return 'shared code depends on code that uses it';
  if (isProduct(from) && isHandler(to)) return 'a handler is imported';
  if (isFunction(from) && !isProduct(to)) return 'a function depends on tools';
  if (isInfra(from) && isLocal(to)) return 'deployment depends on the local cloud';
  if (isFunction(from) && isFunction(to) && stageFolder(from) !== stageFolder(to)) {
    return 'one function depends on another';
  }
  return undefined;
};

/** Dependencies point one way: local cloud → deployment → functions → shared. */
export const dependencyDirection: Rule = {
  name: 'dependency-direction',
  remedy: 'move the code that both need to shared/; functions may depend only on shared/',
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
