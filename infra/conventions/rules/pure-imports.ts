import { isPure } from '../places.ts';
import { perFile, type Rule } from '../rule.ts';

/** What pure code may use that is not the project's own. */
const PACKAGES: ReadonlySet<string> = new Set(['zod', 'node:buffer', 'node:crypto', 'node:zlib']);

/** What decides runs anywhere and is tested without a cloud: it knows no AWS, no Kafka, no broker, no disk. */
export const pureImports: Rule = {
  name: 'pure-imports',
  remedy: 'take what comes from outside through a port (shared/ports), wired by the handler',
  check: (tree) =>
    perFile(tree, isPure, ({ imports }) =>
      imports
        .filter(({ specifier, path }) => (path === undefined ? !PACKAGES.has(specifier) : !isPure(path)))
        .map(({ specifier, line }) => ({ line, problem: `pure code imports ${specifier}` })),
    ),
};
