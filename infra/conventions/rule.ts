import type { SourceFile, SourceTree } from './source-tree.ts';

/** A violation of a convention. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly problem: string;
}

/** One convention: the check that finds violations, and the remedy. */
export interface Rule {
  readonly name: string;
  /** What to do instead, in a sentence. */
  readonly remedy: string;
  check(tree: SourceTree): readonly Finding[];
}

/** The findings of a check that reads one file at a time, in the files that it applies to. */
export const perFile = (
  tree: SourceTree,
  appliesTo: (path: string) => boolean,
  check: (file: SourceFile) => readonly Omit<Finding, 'path'>[],
): readonly Finding[] =>
  tree.files
    .filter(({ path }) => appliesTo(path))
    .flatMap((file) => check(file).map((finding) => ({ path: file.path, ...finding })));
