import { isPure } from '../places.ts';
import { perFile, type Rule } from '../rule.ts';

/** The packages that pure code may import. */
const PACKAGES: ReadonlySet<string> = new Set(['zod', 'node:buffer', 'node:crypto', 'node:zlib']);

/** Code that decides does not import AWS, Kafka, the broker or the disk. It runs anywhere, and tests need no cloud. */
export const pureImports: Rule = {
  name: 'pure-imports',
  remedy: 'use a port of shared/ports, which the handler wires',
  check: (tree) =>
    perFile(tree, isPure, ({ imports }) =>
      imports
        .filter(({ specifier, path }) => (path === undefined ? !PACKAGES.has(specifier) : !isPure(path)))
        .map(({ specifier, line }) => ({ line, problem: `pure code imports ${specifier}` })),
    ),
};
