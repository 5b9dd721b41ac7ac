import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const versions = z.record(z.string(), z.string()).default({});

const packageFile = z.object({
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
});

/** One exact version, not a range or a tag. */
const EXACT = /^(npm:[^@]+@|npm:@[^@]+@)?\d+\.\d+\.\d+$/;

/** Released almost daily, and many packages must agree on one version. The lock file pins them. */
const FLOATING = /^(@aws-sdk|@types)\//;

/** One line per dependency whose version in `package.json` is not exact. */
export const pinProblems = (text: string): readonly string[] => {
  const { dependencies, devDependencies, optionalDependencies } = packageFile.parse(JSON.parse(text));
  const all = { ...optionalDependencies, ...devDependencies, ...dependencies };
  return Object.entries(all)
    .filter(
      ([name, version]) =>
        !EXACT.test(version) && !(FLOATING.test(name) && /^\^\d+\.\d+\.\d+$/.test(version)),
    )
    .map(
      ([name, version]) =>
        `package.json:1: ${name} is "${version}" [dependency-pins]; write the exact version, so that every clone is the same`,
    );
};

export const dependencyPins = (root: string): readonly string[] =>
  pinProblems(readFileSync(join(root, 'package.json'), 'utf8'));
